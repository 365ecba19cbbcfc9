/** The kernel's own types (its BTF), by which it shows what it has. */
import { hasBtf } from '../host/kernel';
import type { Libbpf } from './libbpf';

/** include/uapi/linux/btf.h */
const kinds = { struct: 4, typedef: 8 } as const;

/** Whether the kernel has a type of this kind and name. */
export type HasType = (kind: keyof typeof kinds, name: string) => boolean;

/** Reads the types once, for all that is asked: that takes some 10 ms. Throws. */
export function askKernelTypes<T>(libbpf: Libbpf, ask: (has: HasType) => T): T {
  const btf = libbpf.kernelBtf();
  try {
    return ask((kind, name) => libbpf.findType(btf, name, kinds[kind]) > 0);
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
