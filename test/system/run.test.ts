/** `run` at a real terminal (a pseudo-terminal), and what it writes where there is none. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { NetworkNamespace, Peers, until } from './traffic/traffic';
import { program, shownUser, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
const root = shownUser(0);
if (reason !== undefined) process.stderr.write(`SKIPPED: most of run.test.ts: ${reason}\n`);

const port = 4611;
const unanswered = 4612;
const ports = ['-P', `${port},${unanswered}`];
const atTerminal = join(__dirname, 'traffic', 'terminal.py');
const startMs = 30_000;
const environment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ ...process.env, NO_COLOR: undefined, TERM: 'xterm', ...more });

/** The program at a terminal. */
class Terminal {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  text = '';

  constructor(columns: number, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn('python3', [atTerminal, String(columns), '40', program, ...args], { env: environment(env), timeout: 60_000, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (more: string) => (this.text += more.replaceAll('\r', '')));
    this.#closed = once(this.#child, 'close');
  }

  /** Without colours. */
  get plain(): string {
    // eslint-disable-next-line no-control-regex
    return this.text.replace(/\u001b\[[\d;]*[A-Za-z]/g, '');
  }

  get lines(): readonly string[] {
    return this.plain.split('\n');
  }

  find(pattern: RegExp): string | undefined {
    return this.lines.find((line) => pattern.test(line));
  }

  async shows(pattern: RegExp): Promise<void> {
    await until(() => pattern.test(this.plain) || this.#child.exitCode !== null, () => `${pattern} in ${this.plain}`, startMs);
    expect(this.plain).toMatch(pattern);
  }

  /** Ctrl-C. @returns the exit status */
  async interrupt(): Promise<number | null> {
    this.#child.stdin?.write('\u0003');
    return this.ended();
  }

  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }
}

(reason === undefined ? describe : describe.skip)('at a terminal', () => {
  let peers: Peers;
  let namespace: NetworkNamespace;

  beforeAll(async () => {
    peers = new Peers();
    namespace = await NetworkNamespace.make();
  });

  afterAll(() => {
    namespace?.remove();
    peers?.remove();
  });

  /** A connection, a refusal, and one that stays open until the server is to end. */
  async function traffic(terminal: Terminal): Promise<void> {
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, 1);
    await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 1, 10);
    await peers.connect({ namespace, name: 'refused' }, '127.0.0.1', unanswered, 1);
    await terminal.shows(/ refused /);
    await server.end();
    await terminal.shows(/client .* ok /);
  }

  /** A connection of bash that stays open until that reads a line. */
  async function heldConnection() {
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, 1);
    const [file = '', ...prefix] = namespace.prefix();
    const client = spawn(file, [...prefix, 'bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${port}; read -r _`], { stdio: ['pipe', 'ignore', 'ignore'] });
    return [server, client] as const;
  }

  test.each([80, 160])('of %d columns: a header at once, a line a connection, and who talked to whom at Ctrl-C', async (columns) => {
    const terminal = new Terminal(columns, ['run', ...ports, '--existing-connections', 'false']);
    await terminal.shows(/^tracing TCP connections to ports 4611, 4612; Ctrl-C ends\nTIME /m);
    await traffic(terminal);
    expect(terminal.lines.filter((line) => / client /.test(line) && / ok /.test(line))).toHaveLength(1);
    expect(terminal.find(/ server .* ok /)).toMatch(new RegExp(String.raw` server +\d* *${root} +← 127\.0\.0\.1 :4611 +ok +\S+s +\d+ +\d+`));
    expect(terminal.find(/ refused .*4612/)).toMatch(new RegExp(String.raw` refused +\d* *${root} +→ 127\.0\.0\.1:4612 +refused +[\d.]+ms`));
    expect(terminal.text.replaceAll('\u001b', '^')).toMatch(/^\^\[31m[\d:]+ refused .*\^\[0m$/m);
    if (columns === 160) expect(terminal.find(/ refused .*4612/)).toMatch(/ms +\S*peer\S* /);
    expect(await terminal.interrupt()).toBe(0);
    const table = terminal.lines.slice(terminal.lines.findIndex((line) => line.startsWith('PROCESS ')));
    expect(table.join('\n')).toMatch(new RegExp(String.raw`^PROCESS .*\n(.*\n)*refused +${root} +→ 127\.0\.0\.1:4612 +1 +1\n`));
    expect(table).toContain('nothing was lost');
    const shown = terminal.lines.filter((line) => !line.startsWith('WARN ')); // as in a chroot: a sentence of the log
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }, 60_000);

  test('a connection that stays open has a line, and one at its end; without colours where they are not wanted', async () => {
    const terminal = new Terminal(100, ['run', ...ports, '--existing-connections', 'false'], { NO_COLOR: '1' });
    await terminal.shows(/^TIME /m);
    const [server, client] = await heldConnection();
    await terminal.shows(/ bash .* open +2\.\d+s /);
    client.stdin?.end('\n');
    await once(client, 'close');
    await server.end();
    await terminal.shows(/ bash .* ok +\d/);
    await terminal.interrupt();
    expect(terminal.text).not.toContain('\u001b');
  }, 60_000);

  test('--failed shows what failed, --events a line an event, and -n ends', async () => {
    const [failed, events] = [new Terminal(80, ['run', ...ports, '--failed', '-n', '1']), new Terminal(80, ['run', ...ports, '--events', '--existing-connections', 'false'])];
    await Promise.all([failed.shows(/^TIME /m), events.shows(/EVENT /)]);
    const server = await peers.serve({ namespace, name: 'server' }, '127.0.0.1', port, 1);
    await peers.connect({ namespace, name: 'client' }, '127.0.0.1', port, 1, 10);
    await peers.connect({ namespace, name: 'refused' }, '127.0.0.1', unanswered, 1);
    expect(await failed.ended()).toBe(0);
    expect(failed.lines.filter((line) => /^\d\d:/.test(line))).toEqual([expect.stringMatching(/ refused .* refused /)]);
    await events.shows(/ connect_failed .* refused /);
    expect(events.find(/ connect +\d+ client /)).toBeDefined();
    await server.end();
    await events.interrupt();
    expect(events.text).toMatch(/\d+ tcp events.*\nnothing was lost\n/);
  }, 60_000);

  test('--top refreshes who talks to whom', async () => {
    const terminal = new Terminal(80, ['run', '--top', ...ports, '--existing-connections', 'false']);
    await terminal.shows(/^no connections ended/m);
    await peers.connect({ namespace, name: 'refused' }, '127.0.0.1', unanswered, 3);
    await terminal.shows(new RegExp(String.raw`^refused +${root} +→ 127\.0\.0\.1:4612 +3 +3`, 'm'));
    const [server, client] = await heldConnection();
    await terminal.shows(new RegExp(String.raw`^bash +${root} +→ 127\.0\.0\.1:4611 +1 +1( |$)`, 'm'));
    client.stdin?.end('\n');
    await once(client, 'close');
    await server.end();
    expect(await terminal.interrupt()).toBe(0);
  }, 60_000);

  test('a command is run as the user who called sudo, and ends it with its own status; others are not shown', async () => {
    const script = `id -u; bash -c 'echo > /dev/tcp/127.0.0.1/${unanswered}'; exit 3`;
    const sudo = { SUDO_UID: '65534', SUDO_GID: '65534', SUDO_USER: 'nobody' };
    const terminal = new Terminal(120, ['run', ...ports, '--', 'sh', '-c', script], sudo);
    expect(await terminal.ended()).toBe(3);
    expect(terminal.find(/^tracing the TCP connections of sh to ports 4611, 4612; /)).toBeDefined();
    expect(terminal.find(/^65534$/)).toBeDefined();
    expect(terminal.lines.filter((line) => /^\d\d:/.test(line))).toEqual([expect.stringMatching(new RegExp(String.raw` bash +\d+ +${shownUser(65534)} +→ 127\.0\.0\.1:4612 +refused `))]);
  }, 60_000);
});

(reason === undefined ? describe : describe.skip)('without a terminal', () => {
  const output = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } => {
    const { status, stdout, stderr } = spawnSync(program, ['run', ...args], { encoding: 'utf8', timeout: 60_000, env: environment({ COLUMNS: '80' }) });
    return { status, stdout, stderr };
  };
  const refuse = `echo > /dev/tcp/127.0.0.1/${unanswered}`;

  test('the table has a line an event, as a file gets it', () => {
    const { stdout, stderr } = output(...ports, '--existing-connections', 'false', '--', 'bash', '-c', refuse);
    expect(stdout).toMatch(/^TIME +EVENT +PID PROCESS .* OUT\n[\d:.]+ connect_failed +\d+ bash .* refused +[\d.]+ms\n$/);
    expect(stderr).toMatch(/(^|\n)1 tcp event( shown, of \d+ traced)?(; \d+ w(as|ere) left out by the filters)?(; \d+ of this program's own left out)?; nothing was lost\n$/);
  });

  test('--json is the events alone, whatever a command writes, and -n ends it', () => {
    const { status, stdout, stderr } = output('--json', '-n', '1', '--', 'bash', '-c', `echo written; ${refuse}; sleep 30`);
    const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter((fields) => 'direction' in fields)).toEqual([expect.objectContaining({ event: 'connect_failed', process_name: 'bash', outcome: 'refused' })]);
    expect([status, stderr.includes('written\n')]).toEqual([0, true]);
  });

  test.each([[['--top'], /^ERROR --top needs a terminal/], [['--evnets'], /^ERROR unknown option --evnets; did you mean --events\?$/m]])('%j is refused', (args, message) => {
    const { status, stdout, stderr } = output(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

test('alone at a terminal it shows its help, and leaves', async () => {
  const terminal = new Terminal(80, []);
  expect(await terminal.ended()).toBe(0);
  expect(terminal.text).toContain('ebpf_trace run');
});
