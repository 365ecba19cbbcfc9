/** The packaged program at work beside a test: what it tells, as it comes. */
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { lossFields } from '../../../src/health/counters';
import { program as built } from '../truth/tracer';
import { until } from './traffic';

export interface Told {
  readonly fields: Readonly<Record<string, unknown>>;
  /** When it came: milliseconds since 1970, with fractions. */
  readonly receivedMs: number;
}

type Fields = Told['fields'];

export interface Launch {
  /** What stands before the program: unshare, setpriv. */
  readonly prefix?: readonly string[];
  readonly stdio?: StdioOptions;
  /** Default: the one that was built. */
  readonly program?: string;
}

const startMs = 90_000;
/** For a program whose test died. */
const limitSeconds = '170';

export class Traced {
  readonly told: Told[] = [];
  readonly health: Fields[] = [];
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #exit: number | string | undefined;
  #isKilled = false;
  #bytes = 0;

  constructor(options: readonly string[], { prefix = [], stdio = 'pipe', program = built }: Launch = {}) {
    const args = [...prefix, program, 'run', '--format', 'json', '--duration', limitSeconds, ...options];
    this.#child = spawn(args[0] ?? '', args.slice(1), { stdio });
    const lines = [
      this.#child.stdout && createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(line)),
      this.#child.stderr && createInterface({ input: this.#child.stderr }).on('line', (line) => void this.errors.push(line)),
    ];
    this.#ended = Promise.all([once(this.#child, 'close'), ...lines.map((one) => one && once(one, 'close'))]);
    this.#child.on('close', (code, signal) => (this.#exit = code ?? signal ?? 'unknown'));
  }

  /** Starts one; it sees all that happens from now on. */
  static async start(options: readonly string[], launch?: Launch): Promise<Traced> {
    const traced = new Traced(options, launch);
    await traced.until(() => traced.health.length > 0, startMs);
    return traced;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The fields of all events but health. */
  get events(): readonly Fields[] {
    return this.told.map(({ fields }) => fields);
  }

  /** Of the lines of all events but health, without their ends. */
  get bytesOfEvents(): number {
    return this.#bytes;
  }

  async until(isSo: () => boolean, timeoutMs?: number): Promise<void> {
    await until(() => isSo() || this.#exit !== undefined, () => `${this.events.length} events, ${this.errors.join('; ')}`, timeoutMs);
    if (!isSo()) throw new Error(`the program ended with ${this.#exit}: ${this.errors.join('; ')}`);
  }

  /** Sums of what health counts, over all of the run. */
  counted(key: string): number {
    return this.health.reduce((sum, event) => sum + Number(event[key] ?? 0), 0);
  }

  /** Of each kind of loss how many there were; those without any are left out. */
  get losses(): Readonly<Record<string, number>> {
    return Object.fromEntries(lossFields.map(([field]) => [field, this.counted(field)] as const).filter(([, count]) => count > 0));
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  get stdout(): NodeJS.ReadableStream | null {
    return this.#child.stdout;
  }

  /** SIGTERM; everything that it had to tell is here when this resolves. */
  async stop(): Promise<this> {
    this.#child.kill('SIGTERM');
    await this.#ended;
    if (this.#exit !== 0) throw new Error(`the program ended with ${this.#exit}: ${this.errors.join('; ')}`);
    return this;
  }

  /** Whatever became of the test. The last line may be half written then. */
  kill(): void {
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
  }

  /** Everything that it wrote is here when this resolves. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  #take(line: string): void {
    const receivedMs = performance.timeOrigin + performance.now();
    const fields = this.#isKilled ? parsedIfWhole(line) : (JSON.parse(line) as Fields);
    if (fields === undefined) return;
    if ('version' in fields) this.health.push(fields);
    else {
      this.told.push({ fields, receivedMs });
      this.#bytes += Buffer.byteLength(line);
    }
  }
}

function parsedIfWhole(line: string): Fields | undefined {
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
}
