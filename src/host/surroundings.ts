/** In which namespaces this process runs, as the kernel has it (bpf/services/owner/surroundings.bpf.c): they may not be the host's. */
import { readFileSync, statSync } from 'node:fs';
import { foreign_flag, surroundings_value } from '../generated/samples';
import { bootId } from './kernel';

const flags = {
  pid: foreign_flag.FOREIGN_PID,
  time: foreign_flag.FOREIGN_TIME,
  network: foreign_flag.FOREIGN_NETWORK,
  root: foreign_flag.FOREIGN_ROOT,
};
export type Foreign = keyof typeof flags;

export interface Surroundings {
  /** What is not the host's. */
  readonly foreign: readonly Foreign[];
  /** Inode number of the host's network namespace; undefined where no way leads up to its process 1. */
  readonly hostNetns: number | undefined;
  /** What CLOCK_BOOTTIME is ahead here of the samples' clock, in nanoseconds. */
  readonly bootOffsetNs: number;
  /** The 16 bytes of /proc/sys/kernel/random/boot_id. */
  readonly bootId: Uint8Array;
}

export const onTheHost: Surroundings = { foreign: [], hostNetns: undefined, bootOffsetNs: 0, bootId: new Uint8Array(16) };

/** What each costs; nothing where it is made up for. */
export const foreignCosts: Readonly<Record<Foreign, string>> = {
  pid: 'what existed before the start has an owner only where that runs below this pid namespace too, and no command line; use the host\'s',
  time: '',
  network: 'connections from before the start that no process has open are those of this network namespace alone',
  root: 'users are numbers, also in filters: /etc/passwd here is not the host\'s',
};

/** @param value struct surroundings_value @param isPasswdForeign asked where only the mounts are others, as of a unit of systemd */
export function surroundingsOf(value: DataView, isPasswdForeign: (isHostPid: boolean) => boolean = hasOwnPasswd): Surroundings {
  const { get } = surroundings_value;
  let found = get.foreign(value, 0);
  const hasOwnMounts = (found & foreign_flag.FOREIGN_MOUNTS) !== 0 && (found & flags.root) === 0;
  if (hasOwnMounts && isPasswdForeign((found & flags.pid) === 0)) found |= flags.root;
  return {
    foreign: (Object.keys(flags) as Foreign[]).filter((name) => (found & flags[name]) !== 0),
    hostNetns: get.host_netns(value, 0) || undefined,
    bootOffsetNs: get.boot_offset_ns(value, 0),
    bootId: bootId(),
  };
}

const passwd = '/etc/passwd';

/** Whether another file lies over the host's: by comparison, else by whether anything is mounted there. */
function hasOwnPasswd(isHostPid: boolean): boolean {
  const [host, own] = [isHostPid ? fileOf(`/proc/1/root${passwd}`) : undefined, fileOf(passwd)];
  return host === undefined ? hasMountOver(passwd) : host !== own;
}

function fileOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined; // /proc/1/root is for those who may trace that process
  }
}

/** By proc_pid_mountinfo(5), whose fifth field is where. */
function hasMountOver(path: string): boolean {
  const places = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map((line) => line.split(' ')[4] ?? '');
  return places.some((place) => place !== '/' && place !== '' && (path === place || path.startsWith(`${place}/`)));
}

/** PROC_USER_INIT_INO and PROC_PID_INIT_INO of include/linux/proc_ns.h */
const [firstUserNamespace, firstPidNamespace] = [0xefff_fffd, 0xefff_fffc];

/** Whether capabilities count for nothing here: the kernel asks for those of the first user namespace. */
export function isInUserNamespace(): boolean {
  return isOwnNamespace('user', firstUserNamespace);
}

/** Whether processes have other pids here than the kernel side reports. */
export function isInPidNamespace(): boolean {
  return isOwnNamespace('pid', firstPidNamespace);
}

function isOwnNamespace(kind: 'user' | 'pid', first: number): boolean {
  const found = statSync(`/proc/self/ns/${kind}`, { throwIfNoEntry: false });
  return found !== undefined && found.ino !== first;
}
