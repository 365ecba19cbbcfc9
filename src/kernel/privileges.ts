/** What this process may do: capabilities(7), kernel_lockdown(7). */
import { readFileSync } from 'node:fs';

/** include/uapi/linux/capability.h */
const numbers = { CAP_DAC_READ_SEARCH: 2, CAP_SYS_ADMIN: 21, CAP_SYS_RESOURCE: 24, CAP_PERFMON: 38, CAP_BPF: 39 } as const;
export type Capability = keyof typeof numbers;

/** Effective ones, of those that matter here. */
export function capabilities(status: string = readFileSync('/proc/self/status', 'utf8')): readonly Capability[] {
  const mask = BigInt(`0x${/^CapEff:\s*([\da-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return (Object.keys(numbers) as Capability[]).filter((name) => (mask >> BigInt(numbers[name])) & 1n);
}

/** CAP_SYS_ADMIN is as good as CAP_BPF and CAP_PERFMON. */
export function missingCapabilities(held: readonly Capability[]): readonly Capability[] {
  const wanted: readonly Capability[] = held.includes('CAP_SYS_ADMIN') ? [] : ['CAP_BPF', 'CAP_PERFMON'];
  return wanted.filter((name) => !held.includes(name));
}

/** none, integrity or confidentiality; undefined where the kernel does not tell. Confidentiality forbids BPF to read. */
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
