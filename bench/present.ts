/** What is measured beside may not be installed. */
import { existsSync } from 'node:fs';
import type { Command } from './running';

/** Those that are there; says of the others that they are left out. */
export function present<Beside extends Command>(all: readonly Beside[], say: (line: string) => void): readonly Beside[] {
  return all.filter(({ command: [file = ''] }) => {
    if (existsSync(file)) return true;
    say(`SKIPPED: ${file} is not installed (npm run bench installs it where there is apt)`);
    return false;
  });
}
