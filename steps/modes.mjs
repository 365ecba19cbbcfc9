// The modes of a package's files: whatever the umask is, and however the sources are checked out.
import { chmodSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { executable } from './paths.mjs';

/** @param {string} folder */
export function setModes(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) setModes(path);
    else chmodSync(path, entry.name === basename(executable) ? 0o755 : 0o644);
  }
}
