/** The packaged program as it runs at a terminal: `ebpf_trace run --format json`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lossFields } from '../../../src/health/counters';
import { breaches, KeyOrder } from './contract';
import type { TracedEvent } from './rules';
import { runCase } from './workload';

export const program = join(__dirname, '../../../build/TA_ebpf_trace/linux_x86_64/bin/ebpf_trace');

/** Why nothing can be traced here, or undefined. */
export function whyNotTraceable(): string | undefined {
  if (!existsSync(program)) throw new Error(`${program} is missing: node build.mjs makes it`);
  // Not by `check`: where a splunkd runs, that asks what it may do, and not what we may.
  const args = ['run', '--format', 'json', '--existing-connections', 'false', '--duration', '0.001'];
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  return status === 0 ? undefined : `BPF is refused here: ${stderr.trimEnd()}`;
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
  /** Its output is a file, which never makes it wait. */
  readonly #folder = mkdtempSync(join(tmpdir(), 'trace-'));
  readonly #file = join(this.#folder, 'events');
  #errors = '';

  constructor(options: readonly string[]) {
    const output = openSync(this.#file, 'w');
    const limit = ['--duration', String(limitSeconds)];
    this.#child = spawn(program, ['run', '--format', 'json', ...limit, ...options], { stdio: ['ignore', output, 'pipe'] });
    closeSync(output);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#ended = once(this.#child, 'close');
  }

  /** Until it reports what happens: an attempt of the workload's, again and again. */
  async ready(workload: string): Promise<void> {
    const limit = Date.now() + patienceMs;
    const seen = new Set<number>();
    while (!parseTrace(readFileSync(this.#file, 'utf8')).events.some((event) => seen.has(Number(event.process_id)))) {
      if (Date.now() > limit || this.#child.exitCode !== null) throw new Error(`the tracer reports nothing: ${this.#errors}`);
      const { lines } = await runCase(workload, 'refused');
      for (const line of lines) if (line.kind === 'process') seen.add(line.process_id);
      await pause(200);
    }
    await pause(settleMs); // what existed before is reported by now
  }

  /** Until so many bytes of events are there; amid a storm that leaves it little of the processors. */
  async written(bytes: number): Promise<void> {
    const limit = Date.now() + 3 * patienceMs;
    while (statSync(this.#file).size < bytes) {
      if (Date.now() > limit || this.#child.exitCode !== null) throw new Error(`the tracer reports too little: ${this.#errors}`);
      await pause(20);
    }
  }

  /** Whatever became of the test. */
  kill(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** After it has reported what it still had to report. */
  async stop(): Promise<Trace> {
    for (let reported = -1; reported !== statSync(this.#file).size; ) {
      reported = statSync(this.#file).size;
      await pause(settleMs);
    }
    this.#child.kill('SIGTERM');
    await this.#ended;
    if (this.#child.exitCode !== 0) throw new Error(`the tracer ended with ${this.#child.signalCode ?? this.#child.exitCode}: ${this.#errors}`);
    return parseTrace(readFileSync(this.#file, 'utf8'));
  }
}

/** A last line may be half written. */
function parseTrace(text: string): Trace {
  const trace = { events: [] as TracedEvent[], health: [] as TracedEvent[], breaches: [] as string[] };
  const order = new KeyOrder();
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((one) => one !== '')) {
    const event = parse(line);
    if (event?.direction === undefined) {
      if (event === undefined) trace.breaches.push(`no JSON: ${line}`);
      else trace.health.push(event);
      continue;
    }
    trace.events.push(event);
    order.add(event);
    if (trace.breaches.length < 20) trace.breaches.push(...breaches(line, event));
  }
  trace.breaches.push(...order.contradictions.map((pair) => `two orders of keys: ${pair}`));
  return trace;
}

/** What it says was lost, by health's field. */
export function losses({ health }: Trace): Readonly<Record<string, number>> {
  const sum = (name: string): number => health.reduce((total, event) => total + Number(event[name] ?? 0), 0);
  return Object.fromEntries(lossFields.map(([field]) => [field, sum(field)]));
}

export function confessedLosses(trace: Trace): number {
  return Object.values(losses(trace)).reduce((total, count) => total + count, 0);
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

let areNamed: boolean | undefined;

/** In a container or chroot users have numbers: the program says at its start that the root folder is not the host's. */
export function namesUsers(): boolean {
  areNamed ??= saysNames();
  return areNamed;
}

/** As a table or a search shows one. */
export function shownUser(userId: number): string {
  return (namesUsers() ? userName(userId) : undefined) ?? String(userId);
}

function saysNames(): boolean {
  const { stdout } = spawnSync(program, ['run', '--format', 'json', '--existing-connections', 'false', '--duration', '0.001'], { encoding: 'utf8' });
  const [line = ''] = stdout.split('\n');
  const names = !/"namespaces":"[^"]*\broot\b/.test(line);
  if (!names) process.stderr.write('in a container or chroot: users are compared by their numbers\n');
  return names;
}

export function userName(userId: number): string | undefined {
  const { status, stdout } = spawnSync('getent', ['passwd', String(userId)], { encoding: 'utf8' });
  return status === 0 ? stdout.split(':')[0] : undefined;
}

/** What an event of root's says of its user. */
export function rootReported(): { readonly user: string } | { readonly user_id: number } {
  return namesUsers() ? { user: 'root' } : { user_id: 0 };
}
