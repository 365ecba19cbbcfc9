/**
 * koffi, the foreign function interface. In the single executable its native part, which exports the same functions
 * as the package, lies beside the executable; elsewhere it comes from node_modules.
 */
import { dirname, join } from 'node:path';
import { isSea } from 'node:sea';
import type { default as Koffi } from 'koffi';

export const koffi: typeof Koffi = isSea() ? besideExecutable() : require('koffi').default;

function besideExecutable(): typeof Koffi {
  const native = { exports: {} };
  process.dlopen(native, join(dirname(process.execPath), 'koffi.node'));
  return native.exports as typeof Koffi;
}
