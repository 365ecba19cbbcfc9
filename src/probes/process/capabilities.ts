/** Capabilities by their names in capabilities(7). */

/** By number, as in linux/capability.h. */
const names = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_ADMIN',
  'NET_RAW', 'IPC_LOCK', 'IPC_OWNER', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE', 'SYS_RESOURCE', 'SYS_TIME',
  'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP', 'MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON',
  'BPF', 'CHECKPOINT_RESTORE',
].map((name) => `CAP_${name}`);

/** More do not come with a kernel yet; of one that has them it is all of these. */
const all = (1n << BigInt(names.length)) - 1n;

/** @param bits one for each; gives `all`, `all but` those that are missing where that is shorter, or their names with blanks between; what has no name here by its number */
export function capabilitiesText(bits: bigint): string {
  if ((bits & all) === all) return 'all';
  const [set, missing] = [namesOf(bits), `all but ${namesOf(all & ~bits)}`];
  return missing.length < set.length ? missing : set;
}

function namesOf(bits: bigint): string {
  const set = Array.from({ length: 64 }, (_, number) => number).filter((number) => ((bits >> BigInt(number)) & 1n) === 1n);
  return set.map((number) => names[number] ?? String(number)).join(' ');
}
