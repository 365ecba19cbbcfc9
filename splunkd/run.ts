/** One process of an input, from its start to its end. */
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { EventStream, type SplunkEvent } from './event_stream';
import { endStream, makePipe } from './fifo';
import { type Ended, launchBelowSplunkd, launchDirectly, type Launched } from './launcher';
import { LogLines, type LogLine } from './log_lines';

export interface RunOptions {
  readonly executable: string;
  readonly home: string;
  readonly stanza: string;
  readonly document: string;
  readonly env: Readonly<Record<string, string>>;
  /** False: standard input ends after the document. */
  readonly keepsStdinOpen: boolean;
  readonly isBelowSplunkd: boolean;
  readonly userId?: number | undefined;
  /** True: bytes are kept and parsed at the end, so that a measurement sees little of us. */
  readonly parsesAtEnd: boolean;
  readonly onEvent: (event: SplunkEvent) => void;
  readonly onLine: (line: LogLine) => void;
  readonly onProblem: (problem: string) => void;
}

export class Run {
  /** When it has ended and all its output is read. Rejects if it could not be started. */
  readonly ended: Promise<Ended>;
  readonly launched: Launched;
  readonly #options: RunOptions;
  readonly #events: EventStream;
  readonly #kept: { readonly bytes: Buffer; readonly receivedMs: number }[] = [];
  readonly #stdin: Socket;
  readonly #stdout: Socket;
  #wasStalled = false;
  #isCut = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#events = new EventStream(options);
    const [stdin, stdout, stderr] = [makePipe(), makePipe(), makePipe()];
    const launch = {
      file: options.executable,
      cwd: '/',
      env: options.env,
      userId: options.userId,
      descriptors: [stdin.readEnd, stdout.writeEnd, stderr.writeEnd] as const,
    };
    this.launched = options.isBelowSplunkd ? launchBelowSplunkd(launch, options.home) : launchDirectly(launch);
    for (const descriptor of launch.descriptors) closeSync(descriptor);
    this.#stdin = endStream(stdin.writeEnd, false);
    this.#stdout = endStream(stdout.readEnd, true);
    this.ended = this.#end(this.#readStdout(), this.#readStderr(endStream(stderr.readEnd, true)));
    this.#writeDocument();
  }

  /** Does not read standard output until `resume`: splunkd's queues are full. */
  stall(): void {
    this.#wasStalled = true;
    this.#stdout.pause();
  }

  resume(): void {
    this.#wasStalled = false;
    this.#stdout.resume();
  }

  /** Closes our end of standard output: splunkd is gone. */
  cut(): void {
    this.#isCut = true;
    this.#stdout.destroy();
  }

  async #end(stdout: Promise<void>, stderr: Promise<void>): Promise<Ended> {
    const ended = await this.launched.ended.finally(() => this.#stdin.destroy());
    this.#stdout.resume();
    await Promise.all([stdout, stderr]);
    for (const { bytes, receivedMs } of this.#kept.splice(0)) this.#events.write(bytes, receivedMs);
    const mayBeCut = this.#wasStalled || this.#isCut || ended.signal !== null;
    if (!mayBeCut) this.#events.end();
    return ended;
  }

  #readStdout(): Promise<void> {
    this.#stdout.on('data', (bytes: Buffer) => {
      if (this.#options.parsesAtEnd) this.#kept.push({ bytes, receivedMs: performance.timeOrigin + performance.now() });
      else this.#events.write(bytes);
    });
    return closed(this.#stdout);
  }

  async #readStderr(stderr: Socket): Promise<void> {
    const lines = new LogLines(this.#options.onLine, this.#options.onProblem);
    stderr.on('data', (bytes: Buffer) => lines.write(bytes));
    await closed(stderr);
    lines.end();
  }

  /** In two parts, as a pipe may deliver it. */
  #writeDocument(): void {
    const { document, keepsStdinOpen } = this.#options;
    const half = Math.floor(document.length / 2);
    // An input that does not read it ends by itself, and is noticed there.
    this.#stdin.on('error', () => undefined);
    this.#stdin.write(document.slice(0, half));
    setTimeout(() => {
      if (this.#stdin.destroyed) return;
      this.#stdin.write(document.slice(half));
      if (!keepsStdinOpen) this.#stdin.end();
    }, 5);
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve());
  });
}
