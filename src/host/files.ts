/** Files of the app: whether they can be read. */
import { closeSync, openSync } from 'node:fs';

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
