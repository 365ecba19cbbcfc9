/** Reads the maps in which the kernel side sums (bpf/core/sums.h), and others whole. */
import type { Elements } from '../elements';
import { errorName } from '../text/errno';
import { constants } from 'node:os';
import type { Libbpf, Pointer } from './libbpf';

/** Elements in one call of the kernel: more than a bucket has. */
const partElements = 512;
const noEntry = -constants.errno.ENOENT;
/** A bucket was being changed, on some kernels from 5.12 to 6.0: what came before it was given. */
const busy = -constants.errno.EBUSY;

type ReadPart = Libbpf['lookUpBatch'];

/** All elements of a hash that nobody changes; they are deleted. Throws. */
export function takeElements(libbpf: Libbpf, map: Pointer): Elements {
  return readElements(libbpf, map, libbpf.takeBatch);
}

/** All elements of a hash; what comes or goes meanwhile may be left out, and what stays is not. Throws. */
export function lookAtElements(libbpf: Libbpf, map: Pointer): Elements {
  return readElements(libbpf, map, libbpf.lookUpBatch);
}

function readElements(libbpf: Libbpf, map: Pointer, readPart: ReadPart): Elements {
  const [fd, keyBytes, valueBytes] = [libbpf.mapFd(map), libbpf.keyBytes(map), libbpf.valueBytes(map)];
  const [keys, values]: [Buffer[], Buffer[]] = [[], []];
  const [end, count] = [Buffer.alloc(Math.max(4, keyBytes)), Buffer.alloc(4)];
  for (let before: Buffer | null = null, isLast = false; !isLast; before = end) {
    const [partKeys, partValues] = [Buffer.alloc(partElements * keyBytes), Buffer.alloc(partElements * valueBytes)];
    count.writeUInt32LE(partElements);
    const error = readPart(fd, before, end, partKeys, partValues, count, null);
    isLast = error === noEntry;
    if (error !== 0 && error !== busy && !isLast) throw new Error(`read the elements of a map: ${errorName(error)}`);
    keys.push(partKeys.subarray(0, count.readUInt32LE() * keyBytes));
    values.push(partValues.subarray(0, count.readUInt32LE() * valueBytes));
  }
  const [allKeys, allValues] = [viewOf(keys), viewOf(values)];
  return { count: allKeys.byteLength / keyBytes, keyBytes, valueBytes, keys: allKeys, values: allValues };
}

function viewOf(parts: readonly Buffer[]): DataView {
  const all = Buffer.concat(parts);
  return new DataView(all.buffer, all.byteOffset, all.length);
}

/** The map whose turn it is, by the lowest bit. */
export function sumsMap(probe: string, turn: number): string {
  return `${probe}_sums_${turn % 2}`;
}

export const isSumsMap = (name: string): boolean => /_sums_[01]$/.test(name);

const entriesPerCpu = 64;
const least = 512;
const most = 8192;

/** Entries of such a map: an operation of a disk on a CPU is one. They are allocated at the start. */
export function roomForSums(cpus: number): number {
  return Math.min(most, Math.max(least, cpus * entriesPerCpu));
}
