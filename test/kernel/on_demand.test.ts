import { constants } from 'node:os';
import type { Libbpf, Pointer } from '../../src/kernel/libbpf';
import { keysCollected, keysInBatches, overKeys, runOnce } from '../../src/kernel/on_demand';

const pointer = {} as Pointer;

/** A kernel whose map is read in these parts; what programs were run with, as far as it is no zero. */
function kernel(parts: readonly (readonly bigint[])[], errno = constants.errno.ENOENT): { readonly libbpf: Libbpf; readonly runs: bigint[][] } {
  const runs: bigint[][] = [];
  let next = 0;
  const libbpf: Partial<Libbpf> = {
    mapFd: () => 3,
    programFd: () => 4,
    keyBytes: () => 8,
    valueBytes: () => 16,
    lookUpBatch: (_fd, before, end, keys, _values, count) => {
      expect(before === null ? 0 : Buffer.from(before).readUInt32LE()).toBe(next);
      const part = parts[next] ?? [];
      part.forEach((key, index) => Buffer.from(keys.buffer, keys.byteOffset).writeBigUInt64LE(key, index * 8));
      Buffer.from(count.buffer, count.byteOffset).writeUInt32LE(part.length);
      next += 1;
      Buffer.from(end.buffer, end.byteOffset).writeUInt32LE(next);
      return next === parts.length ? -errno : 0;
    },
    run: (_fd, options) => {
      const { ctx_in, ctx_size_in } = options as { readonly ctx_in: Buffer; readonly ctx_size_in: number };
      runs.push(Array.from({ length: ctx_size_in / 8 }, (_, index) => ctx_in.readBigUInt64LE(index * 8)).filter((key) => key !== 0n));
      return 0;
    },
  };
  return { libbpf: libbpf as Libbpf, runs };
}

const numbers = (first: number, count: number): bigint[] => Array.from({ length: count }, (_, index) => BigInt(first + index));
const over = (libbpf: Libbpf): Generator<void> => overKeys(libbpf, pointer, keysInBatches(libbpf, pointer));

test('each key of each part is run once, twelve at a time, and the last run has no key of the one before', () => {
  const { libbpf, runs } = kernel([numbers(1, 30), [], numbers(100, 1)]);
  expect([...over(libbpf)]).toHaveLength(3);
  expect(runs).toEqual([numbers(1, 12), numbers(13, 12), numbers(25, 6), [100n]]);
});

test('a step is a part, and runs nothing of the next', () => {
  const { libbpf, runs } = kernel([numbers(1, 2), numbers(3, 2)]);
  over(libbpf).next();
  expect(runs).toEqual([numbers(1, 2)]);
});

test('an empty map runs nothing', () => {
  const { libbpf, runs } = kernel([[]]);
  expect([...over(libbpf)]).toHaveLength(1);
  expect(runs).toEqual([]);
});

test('what the kernel refuses is thrown with its errno', () => {
  const { libbpf } = kernel([numbers(1, 1)], constants.errno.ENOSPC);
  expect(() => [...over(libbpf)]).toThrow('read the elements of a map: ENOSPC');
  expect(() => runOnce({ ...libbpf, run: () => -constants.errno.EINVAL }, pointer)).toThrow('run a program: EINVAL');
});

test.each([0, 1, 30, 256, 600])('%i keys that a program has collected are each run once', (count) => {
  const { libbpf, runs } = kernel([]);
  const memory = BigUint64Array.of(BigInt(count), ...numbers(1, count), 99n); // one of an earlier pass
  for (const part of overKeys(libbpf, pointer, keysCollected(libbpf, pointer, memory.buffer))) expect(part).toBeUndefined();
  expect(runs.flat()).toEqual(numbers(1, count));
});
