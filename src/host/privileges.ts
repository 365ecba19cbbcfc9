/** What this process may do: capabilities(7), kernel_lockdown(7). */
import { readFileSync } from 'node:fs';

/** include/uapi/linux/capability.h */
const numbers = { CAP_DAC_READ_SEARCH: 2, CAP_SYS_ADMIN: 21, CAP_SYS_RESOURCE: 24, CAP_PERFMON: 38, CAP_BPF: 39 } as const;
export type Capability = keyof typeof numbers;

/** Effective ones of this process, of those that matter here. */
export function capabilities(status: string = readFileSync('/proc/self/status', 'utf8')): readonly Capability[] {
  return capabilitiesOf(status, 'CapEff');
}

/** Those that matter here of one of the sets of a /proc/pid/status. */
export function capabilitiesOf(status: string, set: 'CapInh' | 'CapEff' | 'CapBnd' | 'CapAmb'): readonly Capability[] {
  const mask = new RegExp(`^${set}:\\s*([\\da-f]+)`, 'm').exec(status)?.[1] ?? '0';
  return ofMask(BigInt(`0x${mask}`));
}

/** What a file gives to those who execute it. */
export interface FileCapabilities {
  readonly permitted: readonly Capability[];
  readonly inheritable: readonly Capability[];
}

/** What the extended attribute security.capability grants: struct vfs_cap_data of two words each, revisions 2 and 3. */
export function fileCapabilities(attribute: Uint8Array | undefined): FileCapabilities | undefined {
  if (attribute === undefined || attribute.length < 20) return undefined;
  const view = new DataView(attribute.buffer, attribute.byteOffset, attribute.length);
  const words = (low: number): bigint => (BigInt(view.getUint32(low + 8, true)) << 32n) | BigInt(view.getUint32(low, true));
  const isEffective = (view.getUint32(0, true) & 1) !== 0;
  return isEffective ? { permitted: ofMask(words(4)), inheritable: ofMask(words(8)) } : { permitted: [], inheritable: [] };
}

function ofMask(mask: bigint): readonly Capability[] {
  return (Object.keys(numbers) as Capability[]).filter((name) => (mask >> BigInt(numbers[name])) & 1n);
}

/** CAP_SYS_ADMIN is as good as CAP_BPF and CAP_PERFMON. */
export function missingCapabilities(held: readonly Capability[]): readonly Capability[] {
  const wanted: readonly Capability[] = held.includes('CAP_SYS_ADMIN') ? [] : ['CAP_BPF', 'CAP_PERFMON'];
  return wanted.filter((name) => !held.includes(name));
}

/** none, integrity or confidentiality; undefined where the kernel does not say. Confidentiality forbids BPF to read. */
export function lockdown(): string | undefined {
  try {
    return /\[(\w+)\]/.exec(readFileSync('/sys/kernel/security/lockdown', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** RLIMIT_MEMLOCK in bytes, Infinity for unlimited; before 5.11 the maps count against it. */
export function memoryLockLimit(limits: string = readFileSync('/proc/self/limits', 'utf8')): number {
  const soft = /^Max locked memory\s+(\S+)/m.exec(limits)?.[1] ?? 'unlimited';
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft);
}
