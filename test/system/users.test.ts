/**
 * Users of a directory service, through libc's own name service switch and a module for it that asks over TCP, in the
 * place of one that comes with libc (Hesiod, which nobody has). What the program asks there is its own doing, and is not reported.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Traced } from './traffic/traced';
import { Peers, until } from './traffic/traffic';
import { namesUsers, whyNotTraceable } from './truth/tracer';

const replaced = ['/usr/lib/x86_64-linux-gnu/libnss_hesiod.so.2', '/usr/lib64/libnss_hesiod.so.2'].find(existsSync);
const reason = whyNotTraceable() ?? (replaced === undefined ? 'no libnss_hesiod.so.2 to replace' : undefined)
  ?? (namesUsers() ? undefined : 'users have no names in a container');
if (reason !== undefined) process.stderr.write(`SKIPPED: all of users.test.ts: ${reason}\n`);

const [annUid, nobodysUid] = [70_001, 70_002];
const known: Readonly<Record<string, string>> = { [annUid]: `ann:${annUid}`, ann: `ann:${annUid}` };

(reason === undefined ? describe : describe.skip)('users of a directory service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'users-'));
  const [nssModule, nsswitch] = [join(folder, 'module.so'), join(folder, 'nsswitch.conf')];
  const mounted = `mount --bind ${nssModule} ${replaced} && mount --bind ${nsswitch} /etc/nsswitch.conf && exec "$@"`;
  const prefix = ['unshare', '--mount', 'sh', '-c', mounted, 'sh'];
  const questions: string[] = [];
  let isSilent = false;
  let waiting: (() => void)[] = [];
  let directory: Server;
  let server: Server;
  let port: number;
  let peers: Peers;
  let traced: Traced | undefined;

  function answer(socket: Socket, question: string): void {
    questions.push(question);
    const reply = (): void => void socket.end(`${known[question] ?? ''}\n`);
    if (isSilent) waiting.push(reply);
    else reply();
  }

  const portOf = (one: Server): number => (one.address() as { port: number }).port;

  beforeAll(async () => {
    directory = createServer((socket) => socket.on('error', () => undefined).once('data', (text) => answer(socket, `${text}`.trim()))).listen(0, '127.0.0.1');
    server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1');
    await Promise.all([once(directory, 'listening'), once(server, 'listening')]);
    port = portOf(server);
    writeFileSync(nsswitch, 'passwd: files hesiod\n');
    execFileSync('gcc', ['-D_GNU_SOURCE', '-shared', '-fPIC', `-DPORT=${portOf(directory)}`, '-o', nssModule, join(__dirname, 'traffic/nss.c')]);
    peers = new Peers();
  });

  beforeEach(() => {
    [isSilent, waiting] = [false, []];
    questions.length = 0;
  });

  afterEach(() => traced?.kill());

  afterAll(() => {
    directory.close();
    server.close();
    peers.remove();
    rmSync(folder, { recursive: true });
  });

  const usersOf = (reported: Traced): unknown[] =>
    reported.events.filter((event) => event['event'] === 'connect' && event['dest_port'] === port).map(({ user, user_id }) => user ?? user_id);

  async function connectAs(uid: number, reported: Traced): Promise<void> {
    const before = usersOf(reported).length;
    await peers.connect({ uid }, '127.0.0.1', port, 1);
    await reported.until(() => usersOf(reported).length > before, 20_000);
  }

  test('are numbers until the directory has answered, and asked for once', async () => {
    isSilent = true;
    // Users of others' processes would be asked for, too.
    const running = (traced = await Traced.start(['--include-users', `0, ${annUid}, ${nobodysUid}`], { prefix }));
    await connectAs(annUid, running);
    await connectAs(nobodysUid, running);
    await until(() => waiting.length === 2, () => `questions: ${questions.join(' ')}`);
    expect(usersOf(running)).toEqual([annUid, nobodysUid]);
    isSilent = false;
    for (const reply of waiting) reply();
    // The answer reaches the program a little after it has left here.
    for (let tries = 0; tries < 100 && usersOf(running).at(-1) !== 'ann'; tries += 1) await connectAs(annUid, running);
    await connectAs(annUid, running);
    await connectAs(nobodysUid, running);
    await running.stop();
    expect(usersOf(running).slice(-3)).toEqual(['ann', 'ann', nobodysUid]);
    expect(questions.filter((question) => question === String(annUid))).toHaveLength(1);
    const asking = running.events.filter((event) => event['dest_port'] === portOf(directory) && event['direction'] === 'outbound');
    expect(asking).toEqual([]);
    expect(running.counted('excluded')).toBe(questions.length);
  });

  test('with include_splunk the questions are reported, too', async () => {
    const running = (traced = await Traced.start(['--include-splunk', 'true'], { prefix }));
    await connectAs(annUid, running);
    const isAsking = (event: Readonly<Record<string, unknown>>): boolean => event['event'] === 'connect' && event['dest_port'] === portOf(directory);
    await running.until(() => running.events.some(isAsking), 20_000);
    expect(running.events.find(isAsking)).toMatchObject({ process_name: 'getent', parent_process_id: running.pid });
    await running.stop();
  });

  test('may be filtered by name', async () => {
    const running = (traced = await Traced.start(['--include-users', 'ann'], { prefix }));
    await peers.connect({ uid: nobodysUid }, '127.0.0.1', port, 1);
    await connectAs(annUid, running);
    await running.stop();
    expect(usersOf(running)).toHaveLength(1);
  });

  test.each([['that nobody knows', 'zoe', false], ['of a directory that does not answer', 'ann', true]] as const)('a name %s is refused', async (_, name, silent) => {
    isSilent = silent;
    const running = (traced = new Traced(['--include-users', name], { prefix }));
    await expect(running.until(() => false, 20_000)).rejects.toThrow('the program ended with 2');
    expect(running.errors).toEqual([expect.stringContaining(`"${name}": no such user in /etc/passwd, nor has getent found one; write the uid`)]);
    for (const reply of waiting) reply();
  });
});
