/** Traffic of known amount: peers of any name and user, in a network namespace of the test's own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const flags = ['-std=gnu17', '-O1', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'];
/** A peer ends itself a little later. */
const limitMs = 110_000;
const patienceMs = 20_000;

export interface Who {
  /** Its comm: the name of the file that is run. Default: peer */
  readonly name?: string;
  /** Default: our own. */
  readonly uid?: number;
  readonly namespace?: NetworkNamespace;
  /** What stands before it, and before the change of namespace and user. */
  readonly prefix?: readonly string[];
}

/** The program, built once a test file. */
export class Peers {
  readonly folder = mkdtempSync(join(tmpdir(), 'peers-'));
  readonly #running = new Set<Peer>();

  constructor() {
    chmodSync(this.folder, 0o755); // others run it too
    execFileSync('gcc', [...flags, '-o', join(this.folder, 'peer'), join(__dirname, 'peer.c')], { stdio: ['ignore', 'inherit', 'inherit'] });
  }

  start(who: Who, ...args: readonly (string | number)[]): Peer {
    const file = join(this.folder, who.name ?? 'peer');
    if (!existsSync(file)) symlinkSync(join(this.folder, 'peer'), file);
    const prefix = who.namespace === undefined ? [] : who.namespace.prefix(who.uid);
    const [program = '', ...rest] = [...who.prefix ?? [], ...prefix, file, ...args.map(String)];
    const ids = who.namespace === undefined && who.uid !== undefined ? { uid: who.uid, gid: who.uid } : {};
    const peer = new Peer(spawn(program, rest, { cwd: '/', timeout: limitMs, killSignal: 'SIGKILL', ...ids }));
    this.#running.add(peer);
    return peer;
  }

  /** Listens when this resolves. */
  async serve(who: Who, address: string, port: number, count: number): Promise<Peer & { readonly port: number }> {
    const server = this.start(who, 'serve', address, port, count);
    return Object.assign(server, { port: Number(await server.line(1)) });
  }

  /** Each with so many bytes there and back; all over when it resolves. */
  async connect(who: Who, address: string, port: number, count: number, bytes = 0): Promise<Peer> {
    return this.start(who, 'connect', address, port, count, bytes).end();
  }

  /** Whatever became of the test. */
  remove(): void {
    for (const peer of this.#running) peer.kill();
    rmSync(this.folder, { recursive: true });
  }
}

export class Peer {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #lines: string[] = [];
  #rest = '';
  #errors = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.#closed = once(child, 'close');
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#lines.push(...lines);
    });
  }

  /** The line of this number, from 1, when it is there. */
  async line(number: number): Promise<string> {
    await until(() => this.#lines.length >= number || this.#child.exitCode !== null, () => `line ${number} of ${this.#child.spawnargs.join(' ')}`);
    const line = this.#lines[number - 1];
    if (line === undefined) throw new Error(`${this.#child.spawnargs.join(' ')} ended: ${this.#errors}`);
    return line;
  }

  /** To a peer that talks: so many bytes there and back; done when this resolves. */
  async talk(bytes: number): Promise<void> {
    const seen = this.#lines.length;
    this.#child.stdin?.write(`${bytes}\n`);
    await this.line(seen + 1);
  }

  /** To a peer that talks: its connection is over when this resolves, and its socket is still there. */
  async finish(): Promise<void> {
    await this.talk(0);
  }

  /** Its standard input ends, and it is waited for. */
  async end(): Promise<Peer> {
    this.#child.stdin?.end();
    await this.#closed;
    if (this.#child.exitCode !== 0) throw new Error(`${this.#child.spawnargs.join(' ')}: ${this.#child.signalCode ?? this.#child.exitCode}: ${this.#errors}`);
    return this;
  }

  async ended(): Promise<void> {
    await this.#closed;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  kill(): void {
    this.signal('SIGKILL');
  }
}

/** Its own loopback interface, where any address may be added. Lives until it is removed. */
export class NetworkNamespace {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** @param addresses of the loopback interface, with prefix lengths */
  static async make(...addresses: readonly string[]): Promise<NetworkNamespace> {
    const holder = spawn('unshare', ['--net', 'sleep', String(limitMs / 1000)], { stdio: 'ignore', timeout: limitMs, killSignal: 'SIGKILL' });
    await once(holder, 'spawn');
    const made = new NetworkNamespace(holder);
    const own = readlinkSync('/proc/self/ns/net');
    await until(() => readlinkSync(`/proc/${holder.pid}/ns/net`) !== own, () => 'a network namespace');
    made.run('ip', 'link', 'set', 'lo', 'up');
    for (const address of addresses) made.run('ip', 'address', 'add', address, 'dev', 'lo', ...(address.includes(':') ? ['nodad'] : []));
    return made;
  }

  get pid(): number {
    return this.#holder.pid ?? 0;
  }

  get inode(): number {
    return Number(/\d+/.exec(readlinkSync(`/proc/${this.pid}/ns/net`))?.[0]);
  }

  /** What stands before a command that is to run in it. */
  prefix(uid?: number): readonly string[] {
    const user = uid === undefined ? [] : ['--setuid', String(uid), '--setgid', String(uid)];
    return ['nsenter', `--net=/proc/${this.pid}/ns/net`, ...user];
  }

  run(...command: readonly string[]): string {
    const [program = '', ...rest] = [...this.prefix(), ...command];
    return execFileSync(program, rest, { encoding: 'utf8', timeout: patienceMs });
  }

  remove(): void {
    this.#holder.kill('SIGKILL');
  }
}

/** Looks again and again until it is so. Throws after some seconds. */
export async function until(isSo: () => boolean, what: () => string, timeoutMs = patienceMs): Promise<void> {
  for (const limit = Date.now() + timeoutMs; !isSo(); await pause(10)) {
    if (Date.now() > limit) throw new Error(`not within ${timeoutMs} ms: ${what()}`);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
