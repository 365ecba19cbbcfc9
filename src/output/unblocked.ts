import { constants, fstatSync, openSync } from 'node:fs';

/**
 * A pipe opened once more, so that a write to it never waits: the flag belongs to the opening, and who reads or has the other descriptor
 * sees nothing of it. Undefined where it is no pipe, or cannot be opened (no /proc, another user's): then one writes as before.
 */
export function unblocked(fd: number): number | undefined {
  try {
    return fstatSync(fd).isFIFO() ? openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK) : undefined;
  } catch {
    return undefined;
  }
}
