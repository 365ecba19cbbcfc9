/** Reads the maps in which the kernel side sums (bpf/core/sums.h), and others whole. */
import type { Elements } from '../elements';
import { batchesOf } from './batches';
import type { Libbpf, Pointer } from './libbpf';

const batchElements = 512;

/** All elements of a hash that nobody changes; they are deleted. Throws. */
export function takeElements(libbpf: Libbpf, map: Pointer): Elements {
  return readElements(libbpf, map, libbpf.takeBatch);
}

/** All elements of a hash; what comes or goes meanwhile may be left out, and what stays is not. Throws. */
export function lookAtElements(libbpf: Libbpf, map: Pointer): Elements {
  return readElements(libbpf, map, libbpf.lookUpBatch);
}

function readElements(libbpf: Libbpf, map: Pointer, read: Libbpf['lookUpBatch']): Elements {
  const [keyBytes, valueBytes] = [libbpf.keyBytes(map), libbpf.valueBytes(map)];
  const batches = Array.from(batchesOf(libbpf, map, read, batchElements), ({ keys, values }) => ({ keys: Buffer.from(keys), values: Buffer.from(values) }));
  const [keys, values] = [viewOf(batches.map((batch) => batch.keys)), viewOf(batches.map((batch) => batch.values))];
  return { count: keys.byteLength / keyBytes, keyBytes, valueBytes, keys, values };
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
