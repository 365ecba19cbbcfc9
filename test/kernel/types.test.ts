import type { Libbpf } from '../../src/kernel/libbpf';
import { askKernelTypes } from '../../src/kernel/types';

const calls: string[] = [];
const libbpf = {
  kernelBtf: () => calls.push('read'),
  freeBtf: () => calls.push('free'),
  findType: (_: unknown, name: string, kind: number) => (name === 'sock' && kind === 4 ? 17 : -2),
} as unknown as Libbpf;

afterEach(() => calls.splice(0));

test('the types are read once, however much is asked, and freed', () => {
  expect(askKernelTypes(libbpf, (has) => [has('struct', 'sock'), has('typedef', 'sock'), has('struct', 'no_such')])).toEqual([true, false, false]);
  expect(calls).toEqual(['read', 'free']);
});

test('they are freed also where asking throws', () => {
  expect(() => askKernelTypes(libbpf, () => {
    throw new Error('no');
  })).toThrow('no');
  expect(calls).toEqual(['read', 'free']);
});
