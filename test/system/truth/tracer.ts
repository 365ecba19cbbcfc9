/** The packaged program as it runs at a terminal: `ebpf_trace run --format json`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { breaches, KeyOrder } from './contract';
import type { TracedEvent } from './rules';
import { runCase } from './workload';

export const program = join(__dirname, '../../../build/ebpf_trace/linux_x86_64/bin/ebpf_trace');

/** Why nothing can be traced here, or undefined. */
export function whyNotTraceable(): string | undefined {
  if (!existsSync(program)) throw new Error(`${program} is missing: node build.mjs makes it`);
  const { status, stdout, stderr } = spawnSync(program, ['check'], { encoding: 'utf8' });
  return status === 0 ? undefined : `BPF is refused here: ${stdout}${stderr}`;
}

export interface Trace {
  readonly events: readonly TracedEvent[];
  readonly health: readonly TracedEvent[];
  /** Breaches of the contract of events. */
  readonly breaches: readonly string[];
}

const patienceMs = 20_000;
/** For a tracer whose test died. */
const limitSeconds = 300;
const settleMs = 700;

export class Tracer {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #events: TracedEvent[] = [];
  readonly #health: TracedEvent[] = [];
  readonly #breaches: string[] = [];
  readonly #order = new KeyOrder();
  #errors = '';

  constructor(options: readonly string[]) {
    this.#child = spawn(program, ['run', '--format', 'json', '--duration', String(limitSeconds), ...options]);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream, crlfDelay: Infinity });
    lines.on('line', (line) => this.#take(line));
    this.#ended = Promise.all([once(this.#child, 'close'), once(lines, 'close')]);
  }

  /** Until it tells what happens: an attempt of the workload's, again and again. */
  async ready(workload: string): Promise<void> {
    const limit = Date.now() + patienceMs;
    const seen = new Set<number>();
    while (!this.#events.some((event) => seen.has(Number(event.process_id)))) {
      if (Date.now() > limit || this.#child.exitCode !== null) throw new Error(`the tracer tells nothing: ${this.#errors}`);
      const { lines } = await runCase(workload, 'refused');
      for (const line of lines) if (line.kind === 'process') seen.add(line.process_id);
      await pause(200);
    }
    await pause(settleMs); // what existed before is told by now
  }

  /** Whatever became of the test. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** After it has told what it still had to tell. */
  async stop(): Promise<Trace> {
    for (let told = -1; told !== this.#events.length; ) {
      told = this.#events.length;
      await pause(settleMs);
    }
    this.#child.kill('SIGTERM');
    await this.#ended;
    if (this.#child.exitCode !== 0) throw new Error(`the tracer ended with ${this.#child.signalCode ?? this.#child.exitCode}: ${this.#errors}`);
    const contradictions = this.#order.contradictions.map((pair) => `two orders of keys: ${pair}`);
    return { events: this.#events, health: this.#health, breaches: [...this.#breaches, ...contradictions] };
  }

  #take(line: string): void {
    const event = parse(line);
    if (event === undefined) return void this.#breaches.push(`no JSON: ${line}`);
    if (event.direction === undefined) return void this.#health.push(event);
    this.#events.push(event);
    this.#order.add(event);
    if (this.#breaches.length < 20) this.#breaches.push(...breaches(line, event));
  }
}

function parse(line: string): TracedEvent | undefined {
  try {
    return JSON.parse(line) as TracedEvent;
  } catch {
    return undefined;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function userName(userId: number): string | undefined {
  const { status, stdout } = spawnSync('getent', ['passwd', String(userId)], { encoding: 'utf8' });
  return status === 0 ? stdout.split(':')[0] : undefined;
}
