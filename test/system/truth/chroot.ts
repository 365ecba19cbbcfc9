/** Whether the tests run in a chroot: the kernel's paths, which events have, begin at the root of the mount namespace. */
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { processStat } from '../../../src/host/process_stat';

export function isChroot(): boolean {
  const is = !isRootMounted() || hasOtherRootAbove();
  if (is) process.stderr.write('in a chroot: process_path is compared by its end\n');
  return is;
}

/** proc_pid_mountinfo(5) shows the mounts below the own root; the fifth field is where. */
function isRootMounted(): boolean {
  return readFileSync('/proc/self/mountinfo', 'utf8').split('\n').some((line) => line.split(' ')[4] === '/');
}

/** An ancestor of the same mount namespace. */
function hasOtherRootAbove(): boolean {
  const own = rootOf('self');
  for (let pid = process.ppid; pid > 0; pid = processStat(pid)?.parent ?? 0) {
    const root = rootOf(pid);
    if (root !== undefined && root.namespace === own?.namespace && root.identity !== own.identity) return true;
  }
  return false;
}

/** Undefined of a process that may not be looked at. */
function rootOf(pid: number | 'self'): { readonly namespace: string; readonly identity: string } | undefined {
  try {
    const { dev, ino } = statSync(`/proc/${pid}/root/`);
    return { namespace: readlinkSync(`/proc/${pid}/ns/mnt`), identity: `${dev}:${ino}` };
  } catch {
    return undefined;
  }
}
