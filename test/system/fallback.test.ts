/** With less than it would like: without tracefs, and with fewer capabilities. What it cannot tell then it says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { addonPackage } from '../../steps/paths.mjs';
import { Splunkd } from '../../splunkd';
import { programs } from '../../src/probes/hooks';
import { isSystemCall } from '../../src/program';
import { startDaemon } from './traffic/daemon';
import { NetworkNamespace, Peers } from './traffic/traffic';
import { Traced } from './traffic/traced';
import { withoutTracefs } from './traffic/without_tracefs';
import { namesUsers, whyNotTraceable } from './truth/tracer';
import { Witness } from './truth/witness';
import { buildWorkload } from './truth/workload';

const isRoot = process.getuid?.() === 0;
const reason = whyNotTraceable() ?? (isRoot ? undefined : 'only root can give up what it has');
if (reason !== undefined) process.stderr.write(`SKIPPED: all of fallback.test.ts: ${reason}\n`);

const port = 4601;
const unanswered = 4602;
const stormPort = 4603;
const hiddenPort = 4604;
const stormCount = 4000;
const addresses = ['127.0.0.11', '127.0.0.12', '127.0.0.13'];
const nobody = '65534';
/** Where functions of the kernel show calls, tracefs is not needed. */
const byTracepoints = ['--system-calls', 'tracepoints'];

type Fields = Readonly<Record<string, unknown>>;

interface Checked {
  readonly status: number | null;
  readonly works: boolean;
  readonly findings: readonly { readonly status: string; readonly name: string; readonly detail: string; readonly remedy?: string }[];
}

const inChroot = reason === undefined && !namesUsers();
/** That the tests run in a chroot is no fault of what they check. */
const isBad = ({ status, name }: Checked['findings'][number]): boolean => !['ok', 'note'].includes(status) && !(inChroot && name === 'namespaces');

/** Of a Splunk that runs with the rights that the prefix gives: another one of the host is not asked about then. */
async function check(splunkd: Splunkd, prefix: readonly string[], rights = prefix): Promise<Checked> {
  const daemon = await startDaemon(splunkd.home, rights);
  const [first = '', ...rest] = [...prefix, splunkd.app.executable, 'check', '--json'];
  const { status, stdout, stderr } = spawnSync(first, rest, { encoding: 'utf8', timeout: 60_000 });
  daemon.kill('SIGKILL');
  expect(stderr).toBe('');
  const checked = { status, ...(JSON.parse(stdout) as Omit<Checked, 'status'>) };
  expect(checked.findings.find(({ name }) => name === 'account')?.detail).toContain(`splunkd (pid ${daemon.pid}, `);
  return checked;
}

(reason === undefined ? describe : describe.skip)('without tracefs', () => {
  let peers: Peers;
  let namespace: NetworkNamespace;
  let tracer: Traced;
  let splunkd: Splunkd;

  beforeAll(async () => {
    splunkd = new Splunkd(addonPackage);
    peers = new Peers();
    namespace = await NetworkNamespace.make();
    tracer = await Traced.start(['--include-ports', `${port}-${unanswered}`, ...byTracepoints], { prefix: withoutTracefs });
  }, 30_000);

  afterAll(() => {
    tracer?.kill();
    namespace?.remove();
    peers?.remove();
    splunkd?.remove();
  });

  const named = (name: string, destPort = port): readonly Fields[] => tracer.events.filter((event) => event['event'] === name && event['dest_port'] === destPort);

  test('the connection of a process that reads or closes has it as owner, and is told then', async () => {
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, 3);
    await tracer.until(() => named('listen').length === 1, 5000); // a walk finds it
    expect(named('listen')[0]).toMatchObject({ process_id: server.pid, process_name: 'server', direction: 'listening' });
    const client = await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 2, 10);
    await tracer.until(() => named('close').length === 4);
    expect(named('connect')).toEqual(Array(2).fill(expect.objectContaining({ process_id: client.pid, process_name: 'client', process_path: expect.anything() as unknown })));
    expect(named('accept')).toEqual(Array(2).fill(expect.objectContaining({ attribution: 'io', process_id: server.pid, process_name: 'server' })));
    const flows = (name: string): string[] => named(name).filter(({ direction }) => direction === 'inbound').map((event) => String(event['flow_id'])).sort();
    expect(flows('close')).toEqual(flows('accept'));

    // Nothing was read of this one: who closes it tells.
    await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 1, 0);
    await server.end();
    await tracer.until(() => named('close').length === 6 && named('listen_close').length === 1);
    expect(named('accept')).toEqual(Array(3).fill(expect.objectContaining({ attribution: 'io', process_id: server.pid, process_name: 'server' })));
    expect(flows('close')).toEqual(flows('accept'));
    expect(named('listen_close')[0]).toMatchObject({ process_id: server.pid });
  });

  test('a refused connect is told all the same', async () => {
    const client = await peers.connect({ namespace, name: 'client' }, '127.0.0.1', unanswered, 2);
    await tracer.until(() => named('connect_failed', unanswered).length === 2);
    expect(named('connect_failed', unanswered)).toEqual(Array(2).fill(expect.objectContaining({ outcome: 'refused', errno: 'ECONNREFUSED', process_id: client.pid })));
  });

  test('health says what is missing, and nothing is lost', async () => {
    await tracer.stop();
    for (const health of tracer.health) {
      expect(health).toMatchObject({ completeness: 100 });
      expect(String(health['degraded']).split(' ').sort()).toEqual(['accept_calls', 'connect_calls', 'listen_calls']);
      expect(String(health['hooks'])).not.toMatch(/sys_(enter|exit)_/);
    }
  });

  test('in a storm, beside one that a filter hides, every end is an event, and what is unknown of it is counted', async () => {
    const storm = await Traced.start(['--include-ports', `${stormPort}`, '--existing-connections', 'false', ...byTracepoints], { prefix: withoutTracefs });
    const witness = new Witness();
    try {
      const servers = [stormPort, hiddenPort].flatMap((to) => addresses.map((address) => [address, to] as const));
      const serving = await Promise.all(servers.map(([address, to]) => peers.serve({ namespace, name: 'server' }, address, to, stormCount)));
      await Promise.all(servers.map(([address, to]) => peers.connect({ namespace, name: 'client' }, address, to, stormCount, 1)));
      await Promise.all(serving.map((server) => server.end()));
      await storm.stop();
      const all = stormCount * addresses.length;
      const count = (event: string, direction: string): number =>
        storm.events.filter((one) => one['event'] === event && one['direction'] === direction).length;
      expect([count('close', 'outbound'), count('close', 'inbound'), count('connect', 'outbound')]).toEqual([all, all, all]);
      // An accept that no call tells needs the end of its handshake, which may be shown to no program.
      expect(count('accept', 'inbound')).toBeGreaterThanOrEqual(all - witness.tuples(stormPort).size);
      const unknown = storm.events.filter((event) => event['close_reason'] === 'unknown' || event['outcome'] === 'unknown').length;
      expect(storm.counted('missed')).toBe(unknown);
      for (const health of storm.health) expect(Number(health['completeness']) < 100).toBe(Number(health['missed'] ?? 0) > 0);
    } finally {
      witness.remove();
      storm.kill();
    }
  }, 60_000);

  test('check says what goes missing, and that it works', async () => {
    const { status, works, findings } = await check(splunkd, withoutTracefs, []);
    expect([status, works]).toEqual([0, true]);
    const bad = findings.filter(isBad);
    const needsTracefs = !findings.some(({ name, status: one }) => name === 'system_calls' && one === 'ok'); // the kernel refuses fexit
    expect(bad.map(({ name }) => name).filter((name) => name !== 'tracefs')).toEqual(needsTracefs ? programs.filter(isSystemCall).map(({ feature }) => feature) : []);
    expect(bad.every((finding) => finding.status === 'warning')).toBe(true);
    if (needsTracefs) expect(bad.find(({ name }) => name === 'tracefs')?.remedy).toContain('mount -t tracefs');
    expect((await check(splunkd, [])).findings.filter(isBad)).toEqual([]);
  }, 60_000);
});

(reason === undefined ? describe : describe.skip)('the setting system_calls', () => {
  /** Of system calls, as the kernel says what a process holds. */
  function heldTracepoints(workload: string, pid: number): readonly string[] {
    const lines = execFileSync(workload, ['tracepoints', String(pid)], { encoding: 'utf8' }).trimEnd().split('\n');
    return lines.map((line) => String((JSON.parse(line) as Fields)['name'])).filter((name) => name.startsWith('sys_')).sort();
  }

  test.each([
    ['tracepoints', ['tracepoints'], ['sys_enter_connect', 'sys_exit_accept', 'sys_exit_accept4', 'sys_exit_connect', 'sys_exit_listen']],
    ['off', ['off', 'functions'], []],
  ])('%s decides what is attached, and health says so', async (choice, ways, held) => {
    const tracer = await Traced.start(['--include-ports', `${port}`, '--system-calls', choice]);
    try {
      expect([...new Set(heldTracepoints(buildWorkload(), tracer.pid))]).toEqual(held);
      const [start] = tracer.health;
      expect(ways).toContain(start?.['system_calls']);
      expect(start?.['degraded']).toBe(start?.['system_calls'] === 'off' ? 'connect_calls accept_calls listen_calls' : undefined);
    } finally {
      await tracer.stop();
    }
  }, 60_000);
});

(reason === undefined ? describe : describe.skip)('as another user', () => {
  let splunkd: Splunkd;
  let peers: Peers;
  const tracers: Traced[] = [];

  beforeAll(() => {
    splunkd = new Splunkd(addonPackage); // installed where others may run it
    peers = new Peers();
  });

  afterAll(() => {
    for (const tracer of tracers) tracer.kill();
    peers?.remove();
    splunkd?.remove();
  });

  const as = (...capabilities: readonly string[]): readonly string[] => {
    const list = capabilities.map((name) => `+${name}`).join(',');
    const given = capabilities.length === 0 ? [] : [`--inh-caps=${list}`, `--ambient-caps=${list}`];
    return ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', ...given];
  };

  test.each([[[]], [['bpf']], [['perfmon']], [['dac_read_search']]])('with the capabilities %j it says what is missing, in one line', async (capabilities) => {
    const { status, works, findings } = await check(splunkd, as(...capabilities));
    expect([status, works]).toEqual([1, false]);
    const finding = findings.find(({ name }) => name === 'capabilities');
    const missing = ['bpf', 'perfmon'].filter((name) => !capabilities.includes(name)).map((name) => `CAP_${name.toUpperCase()}`);
    expect(finding).toMatchObject({ status: 'failure', remedy: expect.stringContaining('AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_DAC_READ_SEARCH') as string });
    for (const name of missing) expect(finding?.detail.split('missing')[1]).toContain(name);
    const [first = '', ...rest] = [...as(...capabilities), splunkd.app.executable, 'run', '--duration', '5'];
    const run = spawnSync(first, rest, { encoding: 'utf8', timeout: 30_000 });
    expect(run.status).toBe(1);
    expect(run.stdout).toBe('');
    expect(run.stderr.trimEnd().split('\n')).toEqual([`FATAL not permitted to trace (EPERM): uid 65534 lacks ${missing.join(' and ')}. Run it with sudo.`]);
  });

  test.each([[['bpf', 'perfmon'], true], [['bpf', 'perfmon', 'dac_read_search'], false]] as const)(
    'with the capabilities %j it traces all processes of the host',
    async (capabilities, isDegraded) => {
      const tracer = new Traced(['--include-ports', `${port}`, '--existing-connections', 'false', ...byTracepoints], { prefix: as(...capabilities), program: splunkd.app.executable });
      tracers.push(tracer);
      await tracer.until(() => tracer.health.length > 0, 20_000);
      const namespace = await NetworkNamespace.make();
      try {
        const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, 5);
        const client = await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 5, 1);
        await server.end();
        await tracer.stop();
        const owners = (name: string): unknown[] => tracer.events.filter(({ event }) => event === name).map((event) => event['process_id']);
        expect(owners('connect')).toEqual(Array(5).fill(client.pid));
        expect(owners('accept')).toEqual(Array(5).fill(server.pid));
        expect(owners('close')).toHaveLength(10);
        expect(tracer.health.every((health) => ('degraded' in health) === isDegraded)).toBe(true);
        expect(await check(splunkd, as(...capabilities))).toMatchObject({ status: 0, works: true });
      } finally {
        namespace.remove();
      }
    },
    60_000,
  );
});
