/** The kernel's own types (its BTF), by which it shows what it has. */
import { hasBtf } from '../host/kernel';
import type { Libbpf } from './libbpf';

/** include/uapi/linux/btf.h */
const kinds = { struct: 4, typedef: 8, function: 12 } as const;

/** Whether the kernel has a type of this kind and name. */
export type HasType = (kind: keyof typeof kinds, name: string) => boolean;

/** By which programs name it to the kernel; 0 or less: there is none. */
export type TypeNumber = (kind: keyof typeof kinds, name: string) => number;

/** Reads the types once, for all that is asked: that takes some 10 ms. Throws. */
export function askKernelTypes<T>(libbpf: Libbpf, ask: (has: HasType, numberOf: TypeNumber) => T): T {
  const btf = libbpf.kernelBtf();
  try {
    const numberOf: TypeNumber = (kind, name) => libbpf.findType(btf, name, kinds[kind]);
    return ask((kind, name) => numberOf(kind, name) > 0, numberOf);
  } finally {
    libbpf.freeBtf(btf);
  }
}

/** Why the kernel's types cannot be had, or undefined. */
export function whyNoBtf(libbpf: Libbpf): string | undefined {
  if (!hasBtf()) return 'the kernel does not describe its types: it has no /sys/kernel/btf/vmlinux';
  try {
    askKernelTypes(libbpf, () => undefined);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
