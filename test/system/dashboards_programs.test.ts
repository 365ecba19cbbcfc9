/** The view of programs over programs of known names, parents and ends, as the real tracer reported them; what hardly ever happens is written by hand. */
import { columnsOf, numbers, rows, worldOf } from './dashboards/world';
import type { IndexedEvent, Row, World } from '../../preview/spl/run';
import { minute, now } from './searches/case';
import { computed, counts, Programs } from './searches/programs';
import { fieldsOf } from './searches/recorded';
import { shownUser, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of dashboards_programs.test.ts: ${reason}\n`);
const [root, nobody] = [shownUser(0), shownUser(65534)];

(reason === undefined ? describe : describe.skip)('the view of programs over real ones', () => {
  let world: World;
  const of = (search: string, tokens = {}): readonly Row[] => rows(world, 'processes', search, tokens);
  const guidOf = (name: string, event: string): string => String(world.events.map(fieldsOf).find((one) => one['process_name'] === name && one['event'] === event)?.['process_guid']);

  beforeAll(async () => {
    world = worldOf((await Programs.record()).events);
  }, 120_000);

  test('all began and ended once', () => {
    expect(numbers(of('kpis'), 'began', 'ends', 'failed', 'killed')).toEqual([counts.began, counts.ended, 1, 1]);
  });

  test('one user alone', () => {
    // Who runs a setuid program is its owner from then on.
    expect([root, nobody].map((user) => columnsOf(of('ran_table', { user, process: 'sudo' }), 'Process', 'User', 'Runs'))).toEqual([[['sudo', root, 3]], [[undefined, undefined, undefined]]]);
  });

  test('by parent', () => {
    const shells = of('ran_table', { process: 'sh' });
    expect(columnsOf(shells, 'Process', 'Parent', 'Runs')).toEqual([['sh', 'nginx', 2], ['sh', 'agent', 1]]);
  });

  test('how they ended, and who computed', () => {
    expect(columnsOf(of('failures'), 'Process', 'How it ended', 'Times')).toEqual([['agent', 'SIGKILL', 1], ['agent', 'exit 3', 1]]);
    for (const process of ['idler', 'miner']) expect(columnsOf(of('busiest', { process }), 'Process', 'Processes', 'CPU seconds')).toEqual([[process, 1, computed]]);
    expect(of('busiest').slice(0, 2).map(({ Process }) => Process)).toEqual(expect.arrayContaining(['idler', 'miner']));
    expect(columnsOf(of('single', { state: 'killed' }), 'Process', 'State', 'How it ended')).toEqual([['agent', 'killed', 'SIGKILL']]);
    expect(of('single', { state: 'running' })).toEqual([expect.objectContaining({ Command: expect.stringMatching(/^No matching process/) as string })]);
  });

  test('who started whom', () => {
    const related = (guid: string): unknown => columnsOf(of('lineage', { guid, guid_host: 'web1' }), 'Relation', 'Process', 'State');
    const shell = guidOf('sh', 'exec');
    expect(related(shell)).toEqual([['parent', 'nginx', 'ended'], ['itself', 'sh', 'ended']]);
    expect(related(guidOf('nginx', 'exec'))).toEqual([['itself', 'nginx', 'ended'], ['child', 'sh', 'ended']]);
    expect(of('lineage', { guid: shell, guid_host: 'db1' })).toEqual([expect.objectContaining({ Command: 'Click on a process above.' })]);
  });
});

describe('the view of programs over events written by hand', () => {
  const began = now - 10 * minute;
  const event = (seconds: number, kind: string, guid: string, fields: object): IndexedEvent => {
    const time = began + seconds;
    return { time, raw: JSON.stringify({ time, event: kind, process_guid: guid, ...fields }), host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:process', index: 'ebpf' };
  };
  const of = (events: readonly IndexedEvent[], search: string, tokens = {}): readonly Row[] => rows(worldOf(events), 'processes', search, tokens);
  const shell = { process_id: 7, process_name: 'sh', user: 'root', process_path: '/usr/bin/dash', process: 'sh -c backup' };
  const backup = { ...shell, process_name: 'backup', user: 'www-data', process_path: '/usr/bin/backup', process: 'backup' };
  const end = { process_id: 7, exit_code: 3, duration: 5.5, cpu_time: 0.1, peak_memory_bytes: 1048576 };
  const runner = event(-5, 'exec', 'another', { ...shell, process_id: 8, process_name: 'runner' });

  test('who executes another program has ended, by whatever name or user it is asked for', () => {
    const events = [runner, event(0, 'exec', 'one', shell), event(0.1, 'exec', 'one', backup), event(5.5, 'exit', 'one', { ...end, process_name: 'backup', user: 'www-data' })];
    const ofOne = [['backup', 'www-data', 'failed', 'exit 3']];
    for (const tokens of [{ process: 'sh' }, { process: 'backup' }, { process: 'nothing, SH' }, { user: 'www*' }, { process: 'backup', state: 'failed' }]) {
      expect([tokens, columnsOf(of(events, 'single', tokens), 'Process', 'User', 'State', 'How it ended')]).toEqual([tokens, ofOne]);
    }
    expect(columnsOf(of(events, 'single', { user: 'root' }), 'Process', 'State')).toEqual([['backup', 'failed'], ['runner', 'running']]);
    expect(columnsOf(of(events, 'single', { process: 'sh', state: 'running' }), 'Process')).toEqual([[undefined]]);
  });

  test('a process that never called exec began when its end says so, and is called by its name', () => {
    const events = [event(8, 'exit', 'fork', { ...end, forked_only: true, process_name: 'sh', user: 'root' })];
    const date = new Date((began + 2.5) * 1000).toISOString().replace('T', ' ').replace('Z', '');
    expect(columnsOf(of(events, 'single'), 'Started', 'Command', 'State')).toEqual([[date, 'sh', 'failed']]);
  });

  test('of very many children the last 500, and its own parent', () => {
    const children = Array.from({ length: 501 }, (_, at) => event(1 + at / 10, 'exec', `child${at}`, { ...shell, parent_process_guid: 'one', parent_process_name: 'sh' }));
    const events = [
      event(-9, 'exec', 'init', { ...shell, process_name: 'init' }), event(0, 'exec', 'one', { ...shell, parent_process_guid: 'init', parent_process_name: 'init' }),
      ...children, event(99, 'exit', 'one', { ...end, process_name: 'sh', user: 'root' }),
    ];
    const found = of(events, 'lineage', { guid: 'one', guid_host: 'web1' });
    expect(found.map(({ Relation }) => Relation)).toEqual(['parent', 'itself', ...Array<string>(500).fill('child')]);
    expect(found.slice(0, 3).map((row) => row['Process GUID'])).toEqual(['init', 'one', 'child1']);
  });

  test('scripts are programs, not their interpreter', () => {
    const script = (at: number, name: string): IndexedEvent => event(at, 'exec', name, { ...shell, process_name: name, script: `/opt/${name}` });
    expect(numbers(of([script(0, 'one.sh'), script(1, 'other.sh'), script(2, 'one.sh')], 'kpis'), 'began', 'programs')).toEqual([3, 2]);
  });

  test('what was first run long ago is not new, however many others there are, and whoever ran it last', () => {
    const run = (at: number, name: string, more: object = {}): IndexedEvent => event(at, 'exec', `${name}${at}`, { ...shell, process_name: name, process_path: `/opt/${name}`, ...more });
    const others = Array.from({ length: 2600 }, (_, at) => [run(at / 100, `other${at}`), run(at / 100 + 0.001, `other${at}`)]).flat();
    const old = [run(-9, 'old', { user: 'first' }), run(99, 'old', { user: 'second' })];
    const service = [event(-9, 'existing', 'there', { ...shell, process_name: 'service', process_path: '/opt/service' }), run(99, 'service', { user: 'second' })];
    const newest = of([...others, ...old, ...service, run(98, 'fresh'), run(98.5, 'fresh', { user: 'second' })], 'newest');
    expect(newest[0]).toEqual(expect.objectContaining({ Process: 'fresh', Runs: 2, User: 'root, second' }));
    expect(newest.filter(({ Process }) => Process === 'old' || Process === 'service')).toEqual([]);
    expect(columnsOf(of([...old, ...service], 'newest'), 'Process', 'Runs', 'First seen')).toEqual(['old', 'service'].map((name) => [name, name === 'old' ? 2 : 1, new Date((began - 9) * 1000).toISOString().slice(0, 19).replace('T', ' ')]));
  });
});
