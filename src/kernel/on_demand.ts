/** Runs programs of the section raw_tp in this process, attached to nothing: bpf(2), BPF_PROG_TEST_RUN (bpf/core/on_demand.h). */
import { constants } from 'node:os';
import { errorName } from '../text/errno';
import { type Libbpf, type Pointer, runOptions } from './libbpf';
import type { BpfObject } from './object';

const keyBytes = 8;
/** KEYS of bpf/core/on_demand.h. */
const runBytes = 12 * keyBytes;
/** Keys in one part, which takes a millisecond or two, and emits a twelfth of what fits the smallest ring. */
const partKeys = 256;
const noEntry = -constants.errno.ENOENT;
/** A bucket was being changed, on some kernels from 5.12 to 6.0: what came before it was given. */
const busy = -constants.errno.EBUSY;

/** Once, without arguments. Throws, as where the kernel cannot. */
export function runOnce(libbpf: Libbpf, program: Pointer): void {
  run(libbpf, program, runOptions(Buffer.alloc(runBytes)));
}

/**
 * Over all keys of a hash by u64, a part at each step; what comes or goes meanwhile may be left out, and what stays is not.
 * A step throws where the kernel refuses.
 */
export function* overKeys(libbpf: Libbpf, object: BpfObject, name: string, map: string): Generator<void> {
  const program = object.program(name);
  for (const keys of partsOf(libbpf, object.map(map))) {
    runOver(libbpf, program, keys);
    yield;
  }
}

function runOver(libbpf: Libbpf, program: Pointer, keys: Uint8Array): void {
  const context = Buffer.alloc(runBytes);
  const options = runOptions(context);
  for (let at = 0; at < keys.length; at += runBytes) {
    context.fill(0).set(keys.subarray(at, at + runBytes));
    run(libbpf, program, options);
  }
}

/** The kernel's batches of a hash are whole buckets: each key that stays is in one of them. A view, overwritten by the next. */
function* partsOf(libbpf: Libbpf, map: Pointer): Generator<Uint8Array> {
  const keys = Buffer.alloc(partKeys * keyBytes);
  const values = Buffer.alloc(partKeys * libbpf.valueBytes(map));
  const [end, count] = [Buffer.alloc(keyBytes), Buffer.alloc(4)];
  for (let before: Buffer | null = null, isLast = false; !isLast; before = end) {
    count.writeUInt32LE(partKeys);
    const error = libbpf.lookUpBatch(libbpf.mapFd(map), before, end, keys, values, count, null);
    isLast = error === noEntry;
    if (error !== 0 && error !== busy && !isLast) throw new Error(`read the keys of a map: ${errorName(error)}`);
    yield keys.subarray(0, count.readUInt32LE() * keyBytes);
  }
}

function run(libbpf: Libbpf, program: Pointer, options: object): void {
  const error = libbpf.run(libbpf.programFd(program), options);
  if (error !== 0) throw new Error(`run a program: ${errorName(error)}`);
}
