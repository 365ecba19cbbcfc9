import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** SHA-256 of the BPF object that the bundle was made with; only the bundle has it. */
declare const bpfObjectHash: string | undefined;

/** The object's samples are read by their offsets, so that one of another build would make wrong events. Throws. */
export function refuseOtherObject(path: string): void {
  if (typeof bpfObjectHash !== 'string' || createHash('sha256').update(readFileSync(path)).digest('hex') === bpfObjectHash) return;
  throw new Error(`${path} is damaged, or of another version than the program: restart splunkd if the app was just updated, else install the app again`);
}

/** Why a file of the app cannot be used, and what to do; undefined where it can be read. access(2) would ask without our capabilities. */
export function whyUnreadable(path: string): string | undefined {
  try {
    closeSync(openSync(path, 'r'));
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `${path} is missing: install the app again`;
    if (code === 'EACCES') return `${path} may not be read by uid ${process.getuid?.()}: give the app's folder to splunkd's user, or chmod -R a+rX it`;
    return `${path} cannot be read: ${code}`;
  }
}
