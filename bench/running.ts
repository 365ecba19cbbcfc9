/** A tracer at work: its process, and what it wrote with the time at which it came. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { endStream, makePipe } from '../splunkd/fifo';
import { attachments } from './proc';

export interface Command {
  readonly command: readonly string[];
  /** For its standard input. */
  readonly stdin?: string;
}

export interface Line {
  readonly text: string;
  /** Milliseconds of performance.now() at which its end came. */
  readonly cameMs: number;
}

const patienceMs = 90_000;
const settleMs = 1000;
const quietMs = 500;

/** Nothing of ours outlives us. */
const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

export class Running {
  readonly startedMs = performance.now();
  readonly #child: ChildProcess;
  readonly #stdout: Socket;
  readonly #chunks: { readonly bytes: Buffer; readonly cameMs: number }[] = [];
  readonly #ended: Promise<unknown>;
  #bytes = 0;
  #errors = '';

  constructor({ command: [file = '', ...args], stdin }: Command) {
    const pipe = makePipe(); // as splunkd has it, and not the socket that Node would make
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
    this.#child = spawn(file, args, { stdio: ['pipe', pipe.writeEnd, 'pipe'], env, cwd: '/' });
    closeSync(pipe.writeEnd);
    this.#stdout = endStream(pipe.readEnd, true);
    this.#stdout.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#child.stderr?.on('data', (bytes) => (this.#errors += String(bytes)));
    this.#child.stdin?.on('error', () => undefined).end(stdin ?? '');
    this.#ended = Promise.all([once(this.#child, 'exit'), once(this.#stdout, 'close')]);
    this.#ended.catch(() => undefined);
    children.add(this.#child);
    this.#child.once('exit', () => children.delete(this.#child));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Gives it when its programs are attached. */
  static async start(command: Command): Promise<Running> {
    const running = new Running(command);
    await running.#attached();
    return running;
  }

  /** Until it holds attachments, and for a while no more have come. */
  async #attached(): Promise<void> {
    const limit = performance.now() + patienceMs;
    for (let before = 0, now = 0; now === 0 || now !== before; ) {
      before = now;
      await pause(settleMs);
      if (performance.now() > limit || this.#child.exitCode !== null) throw new Error(`${this.#child.spawnfile} does not trace: ${this.#errors.trim()}`);
      now = attachments(this.pid);
    }
  }

  /** Until no more comes. */
  async drained(): Promise<void> {
    const limit = performance.now() + patienceMs;
    for (let before = -1; before !== this.#bytes && performance.now() < limit; ) {
      before = this.#bytes;
      await pause(quietMs);
    }
  }

  /** Ends it, as Ctrl-C would. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs);
    this.#child.kill('SIGINT');
    await this.#ended;
    clearTimeout(timer);
  }

  /** Everything that came. */
  *lines(): Generator<Line> {
    let open = '';
    for (const { bytes, cameMs } of this.#chunks) {
      const texts = (open + bytes.toString('latin1')).split('\n');
      open = texts.pop() ?? '';
      for (const text of texts) yield { text, cameMs };
    }
  }

  #take(bytes: Buffer): void {
    this.#chunks.push({ bytes, cameMs: performance.now() });
    this.#bytes += bytes.length;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
