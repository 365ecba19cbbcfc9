import type { Libbpf, Pointer } from '../../src/kernel/libbpf';
import { SkipReader } from '../../src/kernel/skips';

/** Programs are numbers here: how often each was left out. */
function reader(hooks: readonly (readonly bigint[])[]): SkipReader {
  const misses = hooks.flat();
  const libbpf = {
    programFd: (program: unknown) => program as number,
    programInfo: (fd: number, info: Buffer, length: Buffer) => {
      expect(length.readUInt32LE()).toBe(info.length);
      info.writeBigUInt64LE(misses[fd] ?? 0n, 208); // recursion_misses
      return 0;
    },
  } as unknown as Libbpf;
  let fd = 0;
  return new SkipReader(libbpf, hooks.map((hook) => hook.map(() => fd++ as unknown as Pointer)));
}

test('what one function of a hook took is not missing', () => {
  expect(reader([[10n, 209n, 955n]]).read()).toBe(10);
  expect(reader([[955n, 0n]]).read()).toBe(0);
});

test('hooks add up', () => {
  expect(reader([[10n, 3n], [5n], [0n, 7n]]).read()).toBe(8);
});

test('nothing is attached', () => {
  expect(reader([]).read()).toBe(0);
});
