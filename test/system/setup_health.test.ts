/**
 * Setup & Health names each cause of an empty view with its remedy, and swears to nothing that it cannot see. Events
 * are the tracer's own; what only a fault would make is made by the input's own formatter, splunkd.log is a fixture.
 */
import type { IndexedEvent, Row, World } from '../../preview/spl/run';
import type { Totals } from '../../src/health/counters';
import { failedValues, type HealthState, type HealthValues, healthValues } from '../../src/health/event';
import { healthJson } from '../output/emitted';
import { byProbe, nothingCounted } from '../kernel/counted';
import { freePorts } from './knowledge/traffic';
import { recordWorkload } from './dashboards/workload';
import { columnsOf, host, indexed, moved, numbers, rows, splunkdLog, worldOf } from './dashboards/world';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of setup_health.test.ts: ${reason}\n`);

const roles = '/services/authorization/roles';
const mine = '/services/authentication/current-context';
const macro = '/servicesNS/nobody/ebpf_trace/admin/macros/ebpf_trace_index';
const definition = '(index=main OR index=ebpf)';

/** What splunkd answers to a user of one role. */
function rest(...allowed: readonly string[]): Record<string, readonly Row[]> {
  return { [mine]: [{ roles: 'analyst', username: 'ann' }], [roles]: [{ title: 'analyst', srchIndexesAllowed: allowed }, { title: 'admin', srchIndexesAllowed: '*' }], [macro]: [{ definition }] };
}

const state: HealthState = { mode: 'lifecycle', probes: ['tcp'], seconds: 60, targets: 0, targetsRefused: 0, targetProblems: [], knownProcesses: 1, ringFill: 0, hooks: ['x'], callWay: 'functions', degraded: [], namespaces: [], problems: '' };

/** A report of the input of a host, as its formatter makes it. */
function report(of: string, time: number, kernel: object, writer: object = {}, more: Partial<HealthState> = {}): IndexedEvent {
  const totals = { kernel: { ...nothingCounted, ...kernel }, writer: { eventsWritten: 90, bytesWritten: 40_000, droppedEvents: 0, queuedEvents: 0, blockedMs: 0, ...writer }, decodeErrors: 0, skipped: 0, events: { tcp: 90 }, bytes: { tcp: 36_000 } } as unknown as Totals;
  return healthEvent(of, time, healthValues('interval', totals, undefined, { ...state, ...more }));
}

function healthEvent(of: string, time: number, values: HealthValues): IndexedEvent {
  return { time, raw: healthJson(values, Math.round(time * 1e6)), host: of, source: 'ebpf_trace://main', sourcetype: 'ebpf:health', index: 'ebpf' };
}

(reason === undefined ? describe : describe.skip)('Setup & Health', () => {
  let events: readonly IndexedEvent[] = [];
  let now = 0;

  beforeAll(async () => {
    const recording = await recordWorkload('lifecycle', await freePorts());
    events = indexed(recording);
    now = worldOf(events).now;
  }, 120_000);

  const world = (of: readonly IndexedEvent[] = events, more: Partial<World> = {}): World => worldOf(of, { now, rest: rest('*'), ...more });
  const shown = (search: string, of: World): readonly Row[] => rows(of, 'setup_health', search, { global_time: '-4h,now' });
  const splunkd = (of: string, ago: number): IndexedEvent => splunkdLog(of, now - ago);

  describe('do events arrive, and does the app search there', () => {
    const arrival = (of: World): unknown => columnsOf(shown('arrival', of), 'State', 'index', 'Index', 'What to do').map(([state, ...others]) => [state, others.filter(Boolean).join(' ')]);

    test('they do', () => {
      expect(columnsOf(shown('arrival', world()), 'State', 'Index', 'Events')).toEqual([['OK', 'ebpf', events.length]]);
    });

    test('none in any index that the role can search', () => {
      const expected = [['PROBLEM', expect.stringMatching(/No event in any index.*no input runs.*role lacks the index/)]];
      expect(arrival(world([]))).toEqual(expected);
      expect(arrival(world(events, { indexesOfRole: ['main'] }))).toEqual(expected);
    });

    test('in another index than those of the macro, while all views are empty', () => {
      const elsewhere = world(events.map((event) => ({ ...event, index: 'linux' })));
      expect(arrival(elsewhere)).toEqual([['PROBLEM', expect.stringMatching(/^linux The macro ebpf_trace_index does not name this index/)]]);
      expect(rows(elsewhere, 'process_connections', 'kpis')).toEqual([expect.objectContaining({ all_connections: 'none' })]);
    });

    test('in both: the one that is not searched comes first', () => {
      const both = world([...events, ...events.map((event) => ({ ...event, index: 'linux' }))]);
      expect(columnsOf(shown('arrival', both), 'State', 'Index')).toEqual([['PROBLEM', 'linux'], ['OK', 'ebpf']]);
    });
  });

  test.each([
    ['all', ['*'], definition, 'OK', 'ebpf, main'], ['both', ['ebpf', 'main'], definition, 'OK', 'ebpf, main'], ['one of two', ['ebpf'], definition, 'INFO', 'main'],
    ['others alone', ['linux', 'ebpf_old'], definition, 'PROBLEM', 'none'], ['what cannot be told', [], definition, 'UNKNOWN', 'Ask'],
    ["the administrator's own", ['linux_*'], '(index=linux_network)', 'OK', 'linux_network'], ["not the administrator's own", ['main'], 'index = "linux_network"', 'PROBLEM', 'linux_network'],
    ['a macro that is not understood', ['main'], 'index IN (a, b)', 'UNKNOWN', 'index IN (a, b)'],
  ])('a role that may search %s', (_, allowed, macroText, expected, advice) => {
    const answers = { ...rest(...allowed), [macro]: [{ definition: macroText }] };
    expect(columnsOf(shown('role', world(events, { rest: answers })), 'State', 'Roles', 'What to do')).toEqual([[expected, 'analyst', expect.stringContaining(advice)]]);
  });

  test.each<[string, readonly Row[], string, string, string]>([
    ['each may search one', [{ title: 'analyst', srchIndexesAllowed: 'main' }, { title: 'user', srchIndexesAllowed: 'eb*' }], 'OK', 'main, eb*', 'may search'],
    ['neither may', [{ title: 'analyst', srchIndexesAllowed: 'linux' }, { title: 'user', srchIndexesAllowed: 'windows' }], 'PROBLEM', 'linux, windows', 'none'],
    ['one bars what the other may search', [{ title: 'analyst', srchIndexesAllowed: '*' }, { title: 'user', srchIndexesDisallowed: ['ebpf', 'secret'] }], 'INFO', '*, but not ebpf, secret', 'main|ebpf'],
    ['one inherits a bar of all', [{ title: 'analyst', srchIndexesAllowed: '*', imported_srchIndexesDisallowed: 'eb*' }, { title: 'user', srchIndexesAllowed: '*', srchIndexesDisallowed: 'm*n' }], 'PROBLEM', '*, but not eb*, m*n', 'none'],
    ['nothing is barred', [{ title: 'analyst', srchIndexesAllowed: '*', srchIndexesDisallowed: '' }, { title: 'user' }], 'OK', '*', 'may search'],
    ['one cannot be read', [{ title: 'analyst', srchIndexesAllowed: 'main' }], 'UNKNOWN', 'main', 'Ask'],
    ['one cannot be read, and the other is enough', [{ title: 'analyst', srchIndexesAllowed: '*' }], 'OK', '*', 'may search'],
  ])('two roles: %s', (_, told, expected, searched, advice) => {
    const answers = { [mine]: [{ roles: ['analyst', 'user'], username: 'ann' }], [roles]: told, [macro]: [{ definition }] };
    const [row, ...others] = shown('role', world(events, { rest: answers }));
    expect(others).toEqual([]);
    expect(row).toMatchObject({ State: expected, Roles: 'analyst, user', 'What to do': expect.stringMatching(advice) });
    expect(String(row?.['May search']).split(', ').sort()).toEqual(searched.split(', ').sort());
  });

  test('roles that cannot be read are not said to be right', () => {
    const [row, ...others] = shown('role', world(events, { rest: { [mine]: [], [roles]: [], [macro]: [] } }));
    expect([row?.State, others]).toEqual(['UNKNOWN', []]);
  });

  describe('hosts', () => {
    const cause = (of: World): unknown => columnsOf(shown('host_table', of), 'State', 'Host', 'Cause');

    test('all report', () => {
      expect(cause(world([...events, splunkd(host, 30)]))).toEqual([['OK', undefined, 'no host is silent']]);
      expect(numbers(shown('host_totals', world([...events, splunkd(host, 30)])), 'reporting', 'silent')).toEqual([1, 0]);
    });

    test('one whose splunkd runs, but not its input', () => {
      const stopped = [...events, splunkd(host, 30), ...moved(events, 'db1', -3600), splunkd('db1', 30)];
      expect(cause(world(stopped))).toEqual([['PROBLEM', 'db1', 'input does not run']]);
      expect(numbers(shown('host_totals', world(stopped)), 'reporting', 'silent')).toEqual([1, 1]);
    });

    test('one is silent when the alert says so', () => {
      const of = (minutes: number): unknown => {
        const health = report('db1', now - 60 * minutes, {});
        return cause(world([...events, splunkd(host, 30), health, splunkd('db1', 30)]));
      };
      expect(of(14)).toEqual([['OK', undefined, 'no host is silent']]);
      expect(of(16)).toEqual([['PROBLEM', 'db1', 'input does not run']]);
    });

    test('one that is gone as a whole', () => {
      const gone = [...events, splunkd(host, 30), ...moved(events, 'db1', -3600), splunkd('db1', 3600)];
      expect(cause(world(gone))).toEqual([['PROBLEM', 'db1', 'host went silent']]);
    });

    test('those that never told anything are one row, which names the first of them', () => {
      const silent = Array.from({ length: 25 }, (_, at) => `new${String(at).padStart(2, '0')}`);
      const of = (names: readonly string[]): World => world([...events, splunkd(host, 30), ...names.map((name) => splunkd(name, 30))]);
      const advice = (names: readonly string[]): unknown => shown('host_table', of(names))[0]?.['What to do'];
      expect(cause(of(silent.slice(0, 2)))).toEqual([['INFO', '(2 without events)', 'never reported']]);
      expect(advice(silent.slice(0, 2))).toMatch(/These are: new00, new01$/);
      expect(cause(of(silent))).toEqual([['INFO', '(25 without events)', 'never reported']]);
      expect(advice(silent)).toMatch(/The first 20: new00, .*, new19$/);
    });

    test('where _internal cannot be read nothing is said to be right', () => {
      expect(cause(world())).toEqual([['UNKNOWN', undefined, 'cannot be seen']]);
      expect(cause(world([...moved(events, 'db1', -3600), ...events]))).toEqual(expect.arrayContaining([['UNKNOWN', 'db1', 'went silent'], ['UNKNOWN', undefined, 'cannot be seen']]));
      expect(cause(world([]))).toEqual([['UNKNOWN', undefined, 'cannot be seen']]);
    });
  });

  describe('what the inputs say in splunkd.log', () => {
    const log = (of: World): unknown => columnsOf(shown('log', of), 'State', 'Host', 'Message', 'What to do');
    const said = (text: string): IndexedEvent => splunkdLog(host, now - 60, text);
    const program = '"/opt/splunkforwarder/etc/apps/TA_ebpf_trace/linux_x86_64/bin/ebpf_trace"';

    test('nothing', () => {
      expect(log(world([...events, splunkd(host, 30)]))).toEqual([['OK', undefined, expect.stringContaining('No input'), undefined]]);
    });

    test('that it cannot be read is not nothing', () => {
      expect(log(world())).toEqual([['UNKNOWN', undefined, expect.stringContaining('_internal cannot be read'), '']]);
    });

    test('a file that lost its exec bits', () => {
      expect(log(world([said(`ERROR ExecProcessor [1234 ExecProcessor] - Couldn't start command ${program}: Permission denied`)])))
        .toEqual([['PROBLEM', host, 'Permission denied', expect.stringContaining('must be executable')]]);
    });

    test('a capability that is missing', () => {
      const text = 'cannot trace: splunkd lacks CAP_BPF CAP_PERFMON';
      expect(log(world([said(`ERROR ExecProcessor [1234 ExecProcessor] - message from ${program} ${text}`)]))).toEqual([['PROBLEM', host, text, expect.stringContaining('capabilities')]]);
    });
  });

  describe('what the inputs tell of themselves', () => {
    const problems = (...more: readonly IndexedEvent[]): unknown => columnsOf(shown('problems', world([...events, ...more])), 'State', 'Host', 'Cause', 'Details');
    const at = (): number => now - 60;

    test('nothing is wrong but that it was stopped', () => {
      expect(problems()).toEqual([['INFO', host, 'stopped', undefined]]);
      const start = events.filter(({ raw }) => raw.includes('"event":"start"'));
      expect(problems(...moved(start, host, now - 1 - (start[0]?.time ?? NaN)))).toEqual([[undefined, undefined, undefined, expect.stringContaining('No host reported a problem')]]);
    });

    test.each([
      ['capability missing', (): IndexedEvent => healthEvent('db1', at(), failedValues('splunkfwd lacks CAP_BPF CAP_PERFMON; give the unit AmbientCapabilities', 30)), 'splunkfwd lacks CAP_BPF CAP_PERFMON; give the unit AmbientCapabilities'],
      ['capability missing', (): IndexedEvent => healthEvent('db1', at(), failedValues('load the BPF programs: EPERM; give it more', 30)), 'load the BPF programs: EPERM; give it more'],
      ['cannot trace', (): IndexedEvent => healthEvent('db1', at(), failedValues('kernel 4.18 has no BTF', 30)), 'kernel 4.18 has no BTF'],
      ['ring buffer full', (): IndexedEvent => report('db1', at(), { lost: byProbe({ tcp: 7 }) }), '7 samples'],
      ['too many connections', (): IndexedEvent => report('db1', at(), { unreported: 3 }), '3 events'],
      ['connection closes missed', (): IndexedEvent => report('db1', at(), { missed: 2 }), '2 connections'],
      ['events dropped', (): IndexedEvent => report('db1', at(), {}, { droppedEvents: 10 }), '10 events'],
      ['output blocked', (): IndexedEvent => report('db1', at(), {}, { blockedMs: 12_000 }), '12 s in one report'],
      ['above its daily budget', (): IndexedEvent => report('db1', at(), {}, {}, { seconds: 1 }), '2966 MB a day at this rate'],
      ['settings refused', (): IndexedEvent => report('db1', at(), {}, {}, { problems: 'ring_mb: 7 is no power of 2' }), 'ring_mb: 7 is no power of 2'],
      ['tracefs not readable', (): IndexedEvent => report('db1', at(), {}, {}, { degraded: ['connect_calls', 'accept_calls', 'listen_calls'] }), 'connect_calls accept_calls listen_calls'],
      ['hooks missing', (): IndexedEvent => report('db1', at(), {}, {}, { degraded: ['interval_reports'] }), 'interval_reports'],
      ['hooks missing', (): IndexedEvent => report('db1', at(), {}, {}, { degraded: ['accept_calls', 'retransmits'] }), 'accept_calls retransmits'],
    ] as const)('%s', (cause, made, details) => {
      const state = ['hooks missing', 'above its daily budget'].includes(cause) ? 'INFO' : 'PROBLEM';
      expect(problems(made())).toContainEqual([state, 'db1', cause, details]);
      const advice = shown('problems', world([...events, made()])).find(({ Cause }) => Cause === cause)?.['What to do'];
      expect(advice).toMatch(/\w+ .*\.$/);
    });

    test('features that lack tracefs are no hooks that the kernel lacks, and events that say untracked are no loss', () => {
      const reports = [report('db1', at(), {}, {}, { degraded: ['connect_calls', 'accept_calls'] }), report('db2', at(), { untracked: 3 })];
      expect(columnsOf(shown('problems', world(reports)), 'Host', 'Cause')).toEqual([['db1', 'tracefs not readable']]);
      expect(numbers(shown('health_totals', world(reports)), 'lost', 'complete')).toEqual([0, 100]);
    });

    test('what was mended is told no more', () => {
      const sick = report('db1', now - 120, {}, {}, { problems: 'ring_mb: 7 is no power of 2', degraded: ['interval_reports'] });
      const healthy = report('db1', now - 60, {});
      const ofDb1 = (...reports: readonly IndexedEvent[]): unknown => columnsOf(shown('problems', world(reports)), 'Host', 'Cause');
      expect(ofDb1(sick)).toEqual([['db1', 'settings refused'], ['db1', 'hooks missing']]);
      expect(ofDb1(sick, healthy)).toEqual([[undefined, undefined]]);
    });

    test('losses and completeness are counted', () => {
      const lossy = world([report(host, at(), {}), report('db1', at(), { lost: byProbe({ tcp: 10 }) })]);
      expect(numbers(shown('health_totals', lossy), 'lost', 'complete', 'versions')).toEqual([10, 94.737, 1]);
      expect(columnsOf(shown('volumes', lossy), 'Host', 'Lost', 'Complete %')).toEqual([['db1', 10, 90], [host, 0, 100]]);
    });

    test('volume by host, as the licence counts it', () => {
      const bytes = events.filter(({ sourcetype }) => sourcetype === 'ebpf:tcp').reduce((sum, { raw }) => sum + Buffer.byteLength(raw), 0);
      const [row] = shown('volumes', world());
      expect(row).toMatchObject({ Host: host });
      expect(Number(row?.['MB in the time range'])).toBeCloseTo(bytes / 1024 ** 2, 2);
    });

    test('one version, and a mix of two', () => {
      expect(columnsOf(shown('versions', world()), 'State', 'Hosts')).toEqual([['OK', 1]]);
      const older = moved(events, 'db1').map((event) => ({ ...event, raw: event.raw.replace(/"version":"[\d.]+"/, '"version":"0.0.9"') }));
      expect(columnsOf(shown('versions', world([...events, ...older])), 'State', 'Version')).toEqual([['PROBLEM', expect.any(String)], ['PROBLEM', '0.0.9']]);
      expect(numbers(shown('health_totals', world([...events, ...older])), 'versions')).toEqual([2]);
    });

    test('nothing at all is no sum of nothing', () => {
      expect(shown('health_totals', world([]))).toEqual([{ all_complete: 'no events', all_lost: 'no events', all_versions: 'no events', all_megabytes: 'no events' }]);
      expect(shown('host_totals', world([]))).toEqual([{ all_reporting: 'no events', all_silent: 'none known' }]);
      for (const search of ['versions', 'volumes', 'problems']) expect(Object.values(shown(search, world([]))[0] ?? {}).join()).toContain('No h');
    });
  });
});
