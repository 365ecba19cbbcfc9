/** The packaged input in namespaces of its own, made as a container runtime makes them: what it says of the host is true. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { inputDocument } from '../../splunkd/documents';
import { Traced } from './traffic/traced';
import { until } from './traffic/traffic';
import { namesUsers, program, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all that traces of container.test.ts: ${reason}\n`);
const traced = reason === undefined ? describe : describe.skip;
const hasOwnRoot = reason === undefined && !namesUsers();

type Fields = Readonly<Record<string, unknown>>;

const root = mkdtempSync(join(tmpdir(), 'container-'));
const container = ['sh', join(__dirname, 'traffic/container.sh'), root, dirname(program)];
const ownTime = existsSync('/proc/self/ns/time') ? ['--time', '--boottime', '864000'] : [];
if (ownTime.length === 0) process.stderr.write('SKIPPED: the time namespace of container.test.ts: this kernel has none\n');
const ownPids = ['unshare', '--pid', '--mount', ...ownTime, '--fork', '--kill-child', ...container];
const hostPids = ['unshare', '--mount', ...container];
const splunkConnections = 3;
/** Two processes of its name, the input below a shell; then, when it is told a port, connections of its own. */
const splunkd = `bash -c '/app/ebpf_trace <<<"$DOCUMENT"; true' & read -r port; for i in 1 2 3; do exec 3<>/dev/tcp/127.0.0.1/$port; exec 3>&-; done; wait`;

let server: Server;
let port = 0;
let accepted = 0;
const running: ChildProcess[] = [];

beforeAll(async () => {
  server = createServer((socket) => {
    accepted += 1;
    socket.on('error', () => undefined).resume().on('end', () => socket.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
});

afterEach(() => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL');
    child.stdout?.destroy(); // the input, which a shell started, ends with its reader
    child.stderr?.destroy();
  }
});

afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});

/** A connection of this process, on the host; gives its port, and when it was made. */
async function connectOnce(): Promise<{ localPort: number; began: number; ended: number }> {
  const began = Date.now();
  const socket: Socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const [localPort, ended] = [socket.localPort ?? 0, Date.now()];
  socket.destroy();
  return { localPort, began, ended };
}

const isOf = (localPort: number) => (fields: Fields): boolean => fields['event'] === 'connect' && fields['src_port'] === localPort;

/** Date.now() has whole milliseconds. */
function expectTime(fields: Fields | undefined, { began, ended }: { began: number; ended: number }): void {
  const ms = Number(fields?.['time']) * 1000;
  expect(ms).toBeGreaterThan(began - 3);
  expect(ms).toBeLessThan(ended + 3);
}

function eventsOf(stream: string): Fields[] {
  const texts = [...stream.matchAll(/<data>(.*?)<\/data>/g)].map(([, text = '']) => text);
  return texts.map((text) => JSON.parse(text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')) as Fields);
}

traced('a forwarder in a container', () => {
  test.each([
    ["with the host's pid namespace", hostPids, 'root'],
    ['without it, and with its own time', ownPids, ownTime.length > 0 ? 'pid time root' : 'pid root'],
  ])('%s: its own connections stay out, and times, users and network are the host\'s', async (_, prefix, namespaces) => {
    const params = { include_ports: `${port}`, direction: 'outbound', existing_connections: 'false' };
    const DOCUMENT = inputDocument({ stanza: 'ebpf_trace://main', app: 'ebpf_trace', home: '/nonexistent', params });
    const child = spawn(prefix[0] ?? '', [...prefix.slice(1), '/opt/splunkd', '-c', splunkd], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCUMENT }, stdio: 'pipe' });
    running.push(child);
    let [stream, log] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stream += String(text)));
    child.stderr.on('data', (text: Buffer) => (log += String(text)));
    await until(() => log.includes('INFO tracing'), () => log, 40_000);
    const before = accepted;
    child.stdin.write(`${port}\n`);
    await until(() => accepted === before + splunkConnections, () => `${accepted - before} connections; ${log}`);
    const own = await connectOnce();
    await until(() => eventsOf(stream).some(isOf(own.localPort)), () => log);
    const events = eventsOf(stream);
    expect(events[0]).toMatchObject({ event: 'start', namespaces });
    expect(log).toMatch(/^WARN this runs in a container: .*users are numbers/m);
    expect(events.filter((fields) => fields['event'] === 'connect')).toHaveLength(1);
    const fields = events.find(isOf(own.localPort));
    expect(fields).toMatchObject({ process_id: process.pid, user_id: userInfo().uid });
    expect(fields).not.toHaveProperty('user');
    expect(fields).not.toHaveProperty('netns');
    expectTime(fields, own);
  }, 60_000);

  test.each([['run'], ['input']])('a filter by a user\'s name is refused: the name is the container\'s (%s)', (verb) => {
    const DOCUMENT = inputDocument({ stanza: 'ebpf_trace://main', app: 'ebpf_trace', home: '/nonexistent', params: { include_users: 'inside' } });
    const command = verb === 'run' ? '/app/ebpf_trace run --include-users inside' : 'timeout 3 /app/ebpf_trace <<<"$DOCUMENT"';
    const { stderr } = spawnSync(hostPids[0] ?? '', [...hostPids.slice(1), '/opt/splunkd', '-c', command], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DOCUMENT }, encoding: 'utf8', timeout: 40_000 });
    expect(stderr).toMatch(/^(FATAL|ERROR cannot trace:) the filter by user names "inside", which .* write the uid/);
  }, 60_000);

  test.each([['--pid 1'], ['-- true']])('run %s is refused where process ids are not the host\'s', (args) => {
    const [command = '', ...rest] = [...ownPids, '/app/ebpf_trace', 'run', ...args.split(' ')];
    const { stderr, status } = spawnSync(command, rest, { encoding: 'utf8', timeout: 40_000 });
    expect({ stderr, status }).toEqual({ stderr: expect.stringMatching(/^FATAL a process id or a command is only found in the host's pid namespace[^\n]*\n$/) as string, status: 1 });
  }, 60_000);

  test('check says in which namespaces it runs, and works with the three capabilities', () => {
    const { stdout, status } = spawnSync(ownPids[0] ?? '', [...ownPids.slice(1), '/app/ebpf_trace', 'check', '--json'], { encoding: 'utf8', timeout: 50_000 });
    const { works, findings } = JSON.parse(stdout) as { works: boolean; findings: readonly { name: string; status: string; detail: string }[] };
    expect({ works, status }).toEqual({ works: true, status: 0 });
    const found = findings.filter(({ name }) => name === 'namespaces').map(({ status: how, detail }) => `${how} ${detail.split(':')[0]}`);
    expect(found).toEqual(["warning pid is not the host's", ...(ownTime.length > 0 ? ["note time is not the host's"] : []), "warning root is not the host's"]);
    expect(findings.find(({ name }) => name === 'capabilities')?.detail).toBe('uid 0 has CAP_DAC_READ_SEARCH CAP_PERFMON CAP_BPF');
  }, 60_000);
});

traced('a process of the host', () => {
  const ownUsers = ['sh', '-c', `echo 'other:x:${userInfo().uid}:0::/:/bin/sh' > ${root}/passwd && mount --bind ${root}/passwd /etc/passwd && exec "$@"`, 'sh'];
  test.each([
    ['with mounts of its own, as a unit of systemd', ['unshare', '--mount'], ''],
    ['with users of its own', ['unshare', '--mount', ...ownUsers], 'root'],
    ['with users and processes of its own', ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', ...ownUsers], 'pid root'],
    ['with a network of its own', ['unshare', '--net'], 'network'],
  ])('%s', async (_, prefix, others) => {
    const namespaces = hasOwnRoot && !others.includes('root') ? `${others} root`.trim() : others;
    const tracer = await Traced.start(['--include-ports', `${port}`, '--direction', 'outbound'], { prefix });
    try {
      const own = await connectOnce();
      await tracer.until(() => tracer.events.some(isOf(own.localPort)));
      expect(tracer.health[0]?.['namespaces'] ?? '').toBe(namespaces);
      const fields = tracer.events.find(isOf(own.localPort));
      const whose = namespaces.includes('root') ? { user_id: userInfo().uid } : { user: userInfo().username };
      expect(fields).toMatchObject({ process_id: process.pid, ...whose });
      expect(fields).not.toHaveProperty('netns');
      expectTime(fields, own);
    } finally {
      tracer.kill();
    }
  }, 60_000);
});

describe('in a user namespace', () => {
  const inside = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync('unshare', ['--user', '--map-root-user', program, ...args], { encoding: 'utf8', timeout: 20_000 });
  const mayUnshare = spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0;
  if (!mayUnshare) process.stderr.write('SKIPPED: the user namespace of container.test.ts: nobody may make one here\n');
  const here = mayUnshare ? test : test.skip;

  here('one line says that nobody can trace from there', () => {
    expect(inside('run').stderr).toMatch(/^FATAL load the BPF programs: EPERM; this runs in a user namespace of its own [^\n]*\n$/);
  });

  here('check says it once', () => {
    const { stdout, status } = inside('check');
    expect(status).toBe(1);
    expect(stdout.match(/^FAIL .*$/gm)).toEqual([expect.stringMatching(/^FAIL {2}namespaces +a user namespace of its own/)]);
  });
});
