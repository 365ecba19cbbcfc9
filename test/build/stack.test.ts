/**
 * How deep the stack is in the longest chain of calls, as the verifier of 5.10 counts (check_max_stack_depth in
 * kernel/bpf/verifier.c). Newer kernels may give a program a stack of its own, and do not refuse what those refuse.
 */
import { readFileSync } from 'node:fs';
import { readObject } from '../../steps/elf_object.mjs';
import { bpfObject } from '../../steps/paths.mjs';

interface Compiled {
  readonly name: string;
  readonly calls: readonly string[];
  /** Its instructions, of 8 bytes each. */
  readonly code: Buffer;
}

const mostBytes = 512; // MAX_BPF_STACK
const framePointer = 10;
const [load, storeImmediate, store] = [1, 2, 3]; // classes of instructions: BPF_LDX, BPF_ST, BPF_STX
const [copy, add] = [0xbf, 0x07]; // r = r, r += immediate

/** The farthest that its instructions reach below the frame pointer. */
function frameBytes({ code }: Compiled): number {
  let bytes = 0;
  const copies = new Set<number>();
  for (let at = 0; at < code.length; at += 8) {
    const [operation = 0, registers = 0] = code.subarray(at, at + 2);
    const [to, from] = [registers & 15, registers >> 4];
    const isAccess = operation % 8 === load ? from === framePointer : [storeImmediate, store].includes(operation % 8) && to === framePointer;
    if (isAccess) bytes = Math.max(bytes, -code.readInt16LE(at + 2));
    if (operation === copy && from === framePointer) copies.add(to);
    else if (operation === add && copies.delete(to)) bytes = Math.max(bytes, -code.readInt32LE(at + 4));
  }
  return bytes;
}

const { functions } = readObject(readFileSync(bpfObject)) as { readonly functions: readonly Compiled[] };
const byName = new Map(functions.map((one) => [one.name, one]));

function deepest(one: Compiled): readonly [bytes: number, chain: string] {
  const own = Math.ceil(Math.max(frameBytes(one), 1) / 32) * 32;
  const below = one.calls.map((name) => deepest(byName.get(name)!)).sort(([a], [b]) => b - a)[0];
  return below === undefined ? [own, `${one.name} ${own}`] : [own + below[0], `${one.name} ${own}, ${below[1]}`];
}

test('the frames of each chain of calls fit the stack', () => {
  expect(functions.length).toBeGreaterThan(50);
  expect(functions.map(deepest).filter(([bytes]) => bytes > mostBytes)).toEqual([]);
  expect(Math.max(...functions.map((one) => deepest(one)[0]))).toBeGreaterThan(mostBytes / 2); // what is read is frames
});
