/** Programs with rights of their own, which print what they are permitted: copies of cat over /proc/self/status. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';

export const [netBindService, netRaw] = [10, 13];
const user = '4242';

/** Without rights in the first place, setuid root in the second, the others with file capabilities of these two. */
export interface Programs {
  readonly plain: string;
  readonly setuid: string;
  readonly effective: string;
  /** The program has to raise them itself. */
  readonly permitted: string;
}

export function makePrograms(folder: string): Programs {
  chmodSync(folder, 0o755);
  const copy = (name: string, mode: number): string => {
    const path = join(folder, name);
    copyFileSync('/bin/cat', path);
    chmodSync(path, mode);
    return path;
  };
  const programs = { plain: copy('plain', 0o755), setuid: copy('setuid', 0o4755), effective: copy('effective', 0o755), permitted: copy('permitted', 0o755) };
  setFileCapabilities(programs.effective, true);
  setFileCapabilities(programs.permitted, false);
  return programs;
}

/** As struct vfs_cap_data of linux/capability.h has them, revision 2. */
function setFileCapabilities(path: string, isEffective: boolean): void {
  const script = 'import os, struct, sys; os.setxattr(sys.argv[1], "security.capability", struct.pack("<5I", 0x02000000 | int(sys.argv[2]), int(sys.argv[3]), 0, 0, 0))';
  execFileSync('python3', ['-c', script, path, String(Number(isEffective)), String((1 << netBindService) | (1 << netRaw))]);
}

export interface Shown {
  readonly pid: number;
  readonly permitted: bigint;
  readonly effective: bigint;
}

/**
 * By way of env, since setpriv keeps what root is permitted until its exec.
 * @param ambient what the user who starts it has already, as net_raw
 */
export function runAsUser(program: string, ambient?: string): Shown {
  const has = ambient === undefined ? [] : ['--inh-caps', `+${ambient}`, '--ambient-caps', `+${ambient}`];
  const status = execFileSync('setpriv', ['--reuid', user, '--regid', user, '--clear-groups', ...has, 'env', program, '/proc/self/status'], { encoding: 'latin1' });
  const hex = (name: string): bigint => BigInt(`0x${new RegExp(`^${name}:\\s+(\\w+)$`, 'm').exec(status)?.[1] ?? ''}`);
  return { pid: Number(/^Pid:\s+(\d+)$/m.exec(status)?.[1]), permitted: hex('CapPrm'), effective: hex('CapEff') };
}
