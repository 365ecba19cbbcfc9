/**
 * koffi, the foreign function interface. In the single executable its native part, which exports the same functions
 * as the package, lies beside the executable; elsewhere it comes from node_modules.
 */
import { writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSea } from 'node:sea';
import type { default as Koffi } from 'koffi';
import { whyUnreadable } from '../host/files';

export const koffi: typeof Koffi = isSea() ? besideExecutable() : require('koffi').default;

function besideExecutable(): typeof Koffi {
  const path = join(dirname(process.execPath), 'koffi.node');
  const problem = whyUnreadable(path);
  if (problem !== undefined) return giveUp(problem);
  const native = { exports: {} };
  try {
    process.dlopen(native, path);
  } catch (error) {
    return giveUp(error instanceof Error ? error.message : String(error));
  }
  return native.exports as typeof Koffi;
}

/** Nothing of the program has run yet. splunkd starts an input that ends at once again: not too often. */
function giveUp(problem: string): never {
  writeSync(2, `FATAL ${problem.replace(/\s+/g, ' ')}\n`);
  const isInput = process.argv[2] === undefined;
  if (isInput) pause(60);
  process.exit(1);
}

/** No longer than who started this lives. */
function pause(seconds: number): void {
  const parent = process.ppid;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < seconds && process.ppid === parent; waited += 1) Atomics.wait(sleeper, 0, 0, 1000);
}
