/** The real tracer, over some ports alone, from its first event about them to its last. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { program } from '../truth/tracer';

export interface Recording {
  /** Lines of `run --format json`. */
  readonly events: readonly string[];
  readonly health: readonly string[];
}

const patienceMs = 20_000;
const settleMs = 1200;
/** For a tracer whose test died; no recording may last as long, however busy the host. */
const limitSeconds = 300;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * @param ports those of the workload, or ranges of them
 * @param beacon a closed port: refused connects to it show when the tracer reports what happens; they are left out
 */
export async function record(mode: string, ports: readonly (number | string)[], beacon: number, work: () => Promise<void>): Promise<Recording> {
  const options = ['--mode', mode, '--summary-interval', '1', '--include-ports', [...ports, beacon].join()];
  const tracer = new Tracer(options);
  const isBeacon = (line: string): boolean => line.includes(`"dest_port":${beacon},`);
  try {
    await tracer.until(isBeacon, () => void connect(beacon, '127.0.0.1').on('error', () => undefined));
    await pause(settleMs); // what existed before is reported by now
    await work();
    await pause(settleMs);
  } finally {
    await tracer.stop();
  }
  const lines = tracer.lines.filter((line) => !isBeacon(line));
  const isHealth = (line: string): boolean => 'completeness' in (JSON.parse(line) as object);
  return { events: lines.filter((line) => !isHealth(line)), health: lines.filter(isHealth) };
}

class Tracer {
  readonly #child: ChildProcess;
  #text = '';
  #errors = '';

  constructor(options: readonly string[]) {
    this.#child = spawn(program, ['run', '--format', 'json', '--duration', String(limitSeconds), ...options]);
    this.#child.stdout?.setEncoding('utf8').on('data', (part: string) => (this.#text += part));
    this.#child.stderr?.setEncoding('utf8').on('data', (part: string) => (this.#errors += part));
  }

  get lines(): readonly string[] {
    return this.#text.split('\n').filter((line) => line !== '');
  }

  async until(isIt: (line: string) => boolean, attempt: () => void): Promise<void> {
    for (const limit = Date.now() + patienceMs; !this.lines.some(isIt); await pause(200)) {
      if (Date.now() > limit || this.#child.exitCode !== null) throw new Error(`the tracer reports nothing: ${this.#errors}`);
      attempt();
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'close');
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      await ended;
    }
  }
}
