/** storm.c: connections over loopback, and what they took. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../group';

export interface Storm {
  readonly port: number;
  readonly made: number;
  readonly seconds: number;
  /** CPU seconds of its processes; what hooks in the kernel take is in them. */
  readonly user: number;
  readonly system: number;
}

const limitMs = 120_000;
let storms = 0;

/** @param rate connections a second; 0 is as fast as they go */
export async function runStorm({ folder }: Bench, count: number, rate: number): Promise<Storm> {
  storms += 1; // so that each has a network, and so a range of ports, of its own
  const args = [count, rate, 1 + (storms % 250)].map(String);
  const { stdout } = await promisify(execFile)(join(folder, 'storm'), args, { timeout: limitMs, killSignal: 'SIGKILL' });
  return JSON.parse(stdout) as Storm;
}
