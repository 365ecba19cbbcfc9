/**
 * koffi, the foreign function interface. In the single executable its native part, which exports the same functions
 * as the package, lies beside the executable; elsewhere it comes from node_modules.
 */
import { writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSea } from 'node:sea';
import type { default as Koffi } from 'koffi';
import { whyUnreadable } from './files';

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
  if (isInput) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  process.exit(1);
}
