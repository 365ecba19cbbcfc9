import { readFileSync, statSync } from 'node:fs';
import { Directory } from './directory';

const passwd = '/etc/passwd';

export interface UsersOptions {
  /** False in a container, whose users are others: then all go by their numbers. */
  readonly namesAreTheHosts?: boolean;
  readonly directory?: Directory;
}

/** Names of uids as /etc/passwd has them, read again when the file has changed; then as a directory service has them. */
export class Users {
  readonly #namesAreTheHosts: boolean;
  readonly #directory: Directory;
  #names = new Map<number, string>();
  #changedMs = 0;

  constructor({ namesAreTheHosts = true, directory = new Directory() }: UsersOptions = {}) {
    this.#namesAreTheHosts = namesAreTheHosts;
    this.#directory = directory;
  }

  /** Undefined where nobody names it, or has not yet. */
  nameOf(uid: number): string | undefined {
    if (!this.#namesAreTheHosts) return undefined;
    return this.#names.get(uid) ?? this.#directory.nameOf(uid);
  }

  /** Called once, when the name of one that is being waited for has come. */
  whenNamed(uid: number, use: () => void): void {
    this.#directory.whenNamed(uid, use);
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
