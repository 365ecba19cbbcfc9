/** No atomic instruction of the programs gives back what it found: those came with 5.12 (BPF_FETCH in include/uapi/linux/bpf.h), and 5.10 refuses them. */
import { readFileSync } from 'node:fs';
import { readObject } from '../../steps/elf_object.mjs';
import { bpfObject } from '../../steps/paths.mjs';

interface Compiled {
  readonly name: string;
  /** Its instructions, of 8 bytes each. */
  readonly code: Buffer;
}

/** BPF_STX | BPF_ATOMIC, of 4 and of 8 bytes; what it does is its immediate, 0 an addition. */
const atomics = [0xc3, 0xdb];

function atomicsOf({ code }: Compiled): readonly number[] {
  const places = Array.from({ length: code.length / 8 }, (_, index) => index * 8);
  return places.filter((at) => atomics.includes(code[at] ?? 0)).map((at) => code.readInt32LE(at + 4));
}

test('atomic instructions are those that 5.10 has', () => {
  const { functions } = readObject(readFileSync(bpfObject)) as { readonly functions: readonly Compiled[] };
  const found = functions.flatMap((one) => atomicsOf(one).map((operation) => [one.name, operation]));
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter(([, operation]) => operation !== 0)).toEqual([]);
});
