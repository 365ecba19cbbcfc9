/** The real tracer, over some ports alone, from its first event about them to its last. */
import { spawn } from 'node:child_process';
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
export const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/**
 * @param ports those of the workload
 * @param beacon a closed port: refused connects to it show when the tracer tells what happens; they are left out
 */
export async function record(mode: string, ports: readonly number[], beacon: number, work: () => Promise<void>): Promise<Recording> {
  const args = ['run', '--format', 'json', '--mode', mode, '--summary-interval', '1', '--duration', '120', '--include-ports', [...ports, beacon].join()];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (errors += part));
  const isBeacon = (line: string): boolean => line.includes(`"dest_port":${beacon},`);
  try {
    for (const limit = Date.now() + patienceMs; !text.split('\n').some(isBeacon); await pause(200)) {
      if (Date.now() > limit || child.exitCode !== null) throw new Error(`the tracer tells nothing: ${errors}`);
      connect(beacon, '127.0.0.1').on('error', () => undefined);
    }
    await pause(settleMs); // what existed before is told by now
    await work();
    await pause(settleMs);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  const lines = text.split('\n').filter((line) => line !== '' && !isBeacon(line));
  const isHealth = (line: string): boolean => 'completeness' in (JSON.parse(line) as object);
  return { events: lines.filter((line) => !isHealth(line)), health: lines.filter(isHealth) };
}
