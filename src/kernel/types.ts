/** The kernel's own types (its BTF), by which it shows what it has. */
import { hasBtf } from '../host/kernel';
import type { Libbpf } from './libbpf';

/** include/uapi/linux/btf.h */
const kinds = { struct: 4, typedef: 8, function: 12 } as const;

/** struct btf_type: its length in the word that has its kind too, and behind that what it refers to. */
const lengthAt = 4;
const lengthMask = 0xffff;
const targetAt = 8;

/** Whether the kernel has a type of this kind and name. */
export type HasType = (kind: keyof typeof kinds, name: string) => boolean;

/** By which programs name it to the kernel; 0 or less: there is none. */
export type TypeNumber = (kind: keyof typeof kinds, name: string) => number;

/** How many parameters the function has that a pointer points to of this name. Throws where there is none. */
export type ParametersOf = (typedef: string) => number;

/** Reads the types once, for all that is asked: that takes some 10 ms. Throws. */
export function askKernelTypes<T>(libbpf: Libbpf, ask: (has: HasType, numberOf: TypeNumber, parametersOf: ParametersOf) => T): T {
  const btf = libbpf.kernelBtf();
  try {
    const numberOf: TypeNumber = (kind, name) => libbpf.findType(btf, name, kinds[kind]);
    const parametersOf: ParametersOf = (name) => {
      const target = (id: number): number => libbpf.typeOf(btf, id).getUint32(targetAt, true);
      return libbpf.typeOf(btf, target(target(numberOf('typedef', name)))).getUint32(lengthAt, true) & lengthMask;
    };
    return ask((kind, name) => numberOf(kind, name) > 0, numberOf, parametersOf);
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
