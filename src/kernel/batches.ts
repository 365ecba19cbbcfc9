/** A hash in batches, each a system call: bpf(2), BPF_MAP_LOOKUP_BATCH and BPF_MAP_LOOKUP_AND_DELETE_BATCH. */
import { constants } from 'node:os';
import { errorName } from '../text/errno';
import type { Libbpf, Pointer } from './libbpf';

export interface Batch {
  readonly keys: Uint8Array;
  readonly values: Uint8Array;
}

const noEntry = -constants.errno.ENOENT;
/** A bucket was being changed, on some kernels from 5.12 to 6.0: what came before it was given. */
const busy = -constants.errno.EBUSY;

/**
 * What comes or goes meanwhile may be left out, and what stays is not: a batch is whole buckets. Each is a view, overwritten by the
 * next. Throws.
 * @param read `lookUpBatch`, or `takeBatch`, which deletes what it gives @param most elements in one: more than a bucket has
 */
export function* batchesOf(libbpf: Libbpf, map: Pointer, read: Libbpf['lookUpBatch'], most: number): Generator<Batch> {
  const [fd, keyBytes, valueBytes] = [libbpf.mapFd(map), libbpf.keyBytes(map), libbpf.valueBytes(map)];
  const [keys, values] = [Buffer.alloc(most * keyBytes), Buffer.alloc(most * valueBytes)];
  const [end, count] = [Buffer.alloc(Math.max(4, keyBytes)), Buffer.alloc(4)];
  for (let before: Buffer | null = null, isLast = false; !isLast; before = end) {
    count.writeUInt32LE(most);
    const error = read(fd, before, end, keys, values, count, null);
    isLast = error === noEntry;
    if (error !== 0 && error !== busy && !isLast) throw new Error(`read the elements of a map: ${errorName(error)}`);
    const given = count.readUInt32LE();
    yield { keys: keys.subarray(0, given * keyBytes), values: values.subarray(0, given * valueBytes) };
  }
}
