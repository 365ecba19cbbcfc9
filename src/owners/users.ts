import { readFileSync, statSync } from 'node:fs';

const passwd = '/etc/passwd';

/** Names of uids as /etc/passwd has them; read again when the file has changed. */
export class Users {
  #names = new Map<number, string>();
  #changedMs = 0;

  /** Undefined where the file does not name it (a directory service may). */
  nameOf(uid: number): string | undefined {
    return this.#names.get(uid);
  }

  /** Called now and then: a look at the file's time, and a read if it is new. */
  refresh(): void {
    try {
      const changedMs = statSync(passwd).mtimeMs;
      if (changedMs === this.#changedMs) return;
      this.#names = readNames(readFileSync(passwd, 'utf8'));
      this.#changedMs = changedMs;
    } catch {
      // Without the file, users go by their numbers.
    }
  }
}

/** The first line that names a uid counts, as for getpwuid(3). */
function readNames(text: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [name = '', , uid = ''] = line.split(':');
    if (/^\d+$/.test(uid) && name !== '' && !names.has(Number(uid))) names.set(Number(uid), name);
  }
  return names;
}
