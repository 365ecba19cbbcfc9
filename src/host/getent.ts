/**
 * getent(1): the users that a directory service knows (LDAP, SSSD, systemd-userdb), asked of the host's own libc through
 * whatever /etc/nsswitch.conf says. A process of its own, since such a service may take long, and its modules may do anything.
 */
import { execFile, execFileSync } from 'node:child_process';

/** No shell, and nothing of splunkd's environment, whose libraries are not the host's. */
const options = {
  cwd: '/', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin', LC_ALL: 'C' }, encoding: 'utf8', killSignal: 'SIGKILL', maxBuffer: 1 << 20,
} as const;
const answerMs = 5000;
/** For a setting in Splunk's form, where a person waits for the answer. */
const namesMs = 2000;
const notFound = 2;

/** A user's name; null: there is no such user; undefined: no answer. Rejects where there is no getent. */
export async function nameOfUid(uid: number): Promise<string | null | undefined> {
  return new Promise((resolve, reject) => {
    execFile('getent', ['passwd', `${uid}`], { ...options, timeout: answerMs }, (error, stdout) => {
      if (error === null) resolve(entries(stdout).find(([, id]) => id === uid)?.[0] ?? null);
      else if (error.code === 'ENOENT') reject(error);
      else resolve(error.code === notFound ? null : undefined);
    });
  });
}

/** The uids of those names that are known; of none where there is no getent, or no answer within 2 s. */
export function uidsOfNames(names: readonly string[]): ReadonlyMap<string, number> {
  try {
    return new Map(entries(execFileSync('getent', ['passwd', '--', ...names], { ...options, timeout: namesMs, stdio: ['ignore', 'pipe', 'ignore'] })));
  } catch (error) {
    // It fails where one of them is unknown, and prints the others.
    const { status, stdout } = error as { readonly status?: number | null; readonly stdout?: string };
    return new Map(status === notFound ? entries(stdout ?? '') : []);
  }
}

/** Names with their uids, from lines as in passwd(5). */
function entries(text: string): readonly (readonly [name: string, uid: number])[] {
  return text.split('\n').map((line) => line.split(':')).filter(([name = '', , uid = '']) => name !== '' && /^\d+$/.test(uid))
    .map(([name = '', , uid]) => [name, Number(uid)]);
}
