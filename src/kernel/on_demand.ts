/** Runs programs of the section raw_tp in this process, attached to nothing: bpf(2), BPF_PROG_TEST_RUN (bpf/core/on_demand.h). */
import { errorName } from '../text/errno';
import { batchesOf } from './batches';
import { type Libbpf, type Pointer, runOptions } from './libbpf';

const keyBytes = 8;
/** KEYS of bpf/core/on_demand.h. */
const runBytes = 12 * keyBytes;
/** Keys in one part, which takes a millisecond or two, and emits a twelfth of what fits the smallest ring. */
const partKeys = 256;

/** Once, without arguments. Throws, as where the kernel cannot. */
export function runOnce(libbpf: Libbpf, program: Pointer): void {
  run(libbpf, program, runOptions(Buffer.alloc(runBytes)));
}

/** Over these keys, a part at each step. A step throws where the kernel refuses. @param parts of keys, each a u64 */
export function* overKeys(libbpf: Libbpf, program: Pointer, parts: Iterable<Uint8Array>): Generator<void> {
  for (const keys of parts) {
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

/** All keys of a hash by u64, as batchesOf gives them. Throws. */
export function* keysInBatches(libbpf: Libbpf, map: Pointer): Generator<Uint8Array> {
  for (const { keys } of batchesOf(libbpf, map, libbpf.lookUpBatch, partKeys)) yield keys;
}

/**
 * Those that a program collects, nearly all: bpf/services/connection/keys.bpf.c. Throws.
 * @param memory the map that it fills: a number, and so many keys behind it, each a u64
 */
export function* keysCollected(libbpf: Libbpf, collect: Pointer, memory: ArrayBuffer): Generator<Uint8Array> {
  runOnce(libbpf, collect);
  const end = (Number(new DataView(memory).getBigUint64(0, true)) + 1) * keyBytes;
  const keys = Buffer.from(memory);
  for (let at = keyBytes; at < end; at += partKeys * keyBytes) yield keys.subarray(at, Math.min(end, at + partKeys * keyBytes));
}

function run(libbpf: Libbpf, program: Pointer, options: object): void {
  const error = libbpf.run(libbpf.programFd(program), options);
  if (error !== 0) throw new Error(`run a program: ${errorName(error)}`);
}
