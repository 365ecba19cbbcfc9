/** Many connections that are open, both ends of each here: peer.c of the tests holds them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bench } from '../group';

/** A process has so many descriptors at most, and an address so many ports. */
const ofEach = 6250;
const port = '4799';

/** They are open while the work is done. */
export async function heldOpen({ folder }: Bench, count: number, work: () => Promise<void>): Promise<void> {
  const holders: ChildProcess[] = [];
  try {
    for (let left = count; left > 0; left -= ofEach) {
      const holder = spawn(join(folder, 'peer'), ['hold', `127.251.0.${holders.length + 1}`, port, String(Math.min(left, ofEach))], { stdio: ['pipe', 'pipe', 'inherit'] });
      holders.push(holder);
      await opened(holder);
    }
    await work();
  } finally {
    await Promise.all(holders.map(ended));
  }
}

async function opened({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: stdout })) if (line === 'open') return;
  throw new Error('connections could not be opened');
}

async function ended(holder: ChildProcess): Promise<void> {
  if (holder.exitCode !== null) return;
  const exit = once(holder, 'exit');
  holder.stdin?.end();
  await exit;
}
