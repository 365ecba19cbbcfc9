import { constants } from 'node:os';
import type { Libbpf, Pointer } from '../../src/kernel/libbpf';
import { isSumsMap, lookAtElements, roomForSums, sumsMap, takeElements } from '../../src/kernel/sums';

const pointer = {} as Pointer;
const busy = -constants.errno.EBUSY;
const noEntry = -constants.errno.ENOENT;

interface Part {
  /** Each with itself and a hundred as its value. */
  readonly keys: readonly number[];
  readonly result: number;
}

/** A kernel whose map is read in these parts. */
function kernel(parts: readonly Part[]): { readonly libbpf: Libbpf; readonly calls: string[] } {
  const calls: string[] = [];
  let next = 0;
  const part = (name: string): Libbpf['lookUpBatch'] => (_fd, before, end, keys, values, count) => {
    calls.push(name);
    expect(before === null ? 0 : Buffer.from(before).readUInt32LE()).toBe(next);
    const { keys: given, result } = parts[next] ?? { keys: [], result: noEntry };
    given.forEach((key, index) => {
      Buffer.from(keys.buffer, keys.byteOffset).writeBigUInt64LE(BigInt(key), index * 8);
      Buffer.from(values.buffer, values.byteOffset).writeUInt32LE(key + 100, index * 16);
    });
    Buffer.from(count.buffer, count.byteOffset).writeUInt32LE(given.length);
    next += 1;
    Buffer.from(end.buffer, end.byteOffset).writeUInt32LE(next);
    return result;
  };
  const libbpf: Partial<Libbpf> = { mapFd: () => 3, keyBytes: () => 8, valueBytes: () => 16, lookUpBatch: part('look'), takeBatch: part('take') };
  return { libbpf: libbpf as Libbpf, calls };
}

test('all parts become one row of keys and one of values', () => {
  const { libbpf, calls } = kernel([{ keys: [1, 2], result: 0 }, { keys: [], result: busy }, { keys: [3], result: noEntry }]);
  const { count, keyBytes, valueBytes, keys, values } = takeElements(libbpf, pointer);
  expect([count, keyBytes, valueBytes]).toEqual([3, 8, 16]);
  expect([0, 1, 2].map((index) => keys.getUint32(index * keyBytes, true))).toEqual([1, 2, 3]);
  expect([0, 1, 2].map((index) => values.getUint32(index * valueBytes, true))).toEqual([101, 102, 103]);
  expect(calls).toEqual(['take', 'take', 'take']);
});

test('what is only looked at stays', () => {
  const { libbpf, calls } = kernel([{ keys: [], result: noEntry }]);
  expect(lookAtElements(libbpf, pointer).count).toBe(0);
  expect(calls).toEqual(['look']);
});

test('what the kernel refuses is thrown with its errno', () => {
  expect(() => takeElements(kernel([{ keys: [], result: -constants.errno.ENOSPC }]).libbpf, pointer)).toThrow('read the elements of a map: ENOSPC');
});

test('two maps take turns', () => {
  expect([0, 1, 2].map((turn) => sumsMap('block_io', turn))).toEqual(['block_io_sums_0', 'block_io_sums_1', 'block_io_sums_0']);
  expect(['block_io_sums_1', 'samples', 'block_io_requests'].map(isSumsMap)).toEqual([true, false, false]);
});

test('there is room by the number of processors, within bounds', () => {
  expect([1, 32, 100_000].map(roomForSums)).toEqual([512, 2048, 8192]);
});
