/** What counting a BPF program costs: the time that the kernel shows for one that does nothing, at each message. */
import { closeSync } from 'node:fs';
import { koffi } from '../src/kernel/koffi';
import { loadLibbpf } from '../src/kernel/libbpf';
import { askKernelTypes } from '../src/kernel/types';
import type { Bench } from './group';
import { messageRunTimes } from './servers/load';

const nothing = Uint8Array.of(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0); // return 0

/** Nanoseconds a run. */
export async function emptyRunNs(bench: Bench): Promise<number> {
  const libbpf = loadLibbpf(bench.libbpf);
  const options = Buffer.alloc(48);
  options.writeBigUInt64LE(48n);
  options.writeUInt32LE(23, 12); // BPF_TRACE_RAW_TP
  options.writeUInt32LE(askKernelTypes(libbpf, (_, numberOf) => numberOf('typedef', 'btf_trace_tcp_rcv_space_adjust')), 32);
  const program = libbpf.loadProgram(26, 'nothing', 'GPL', nothing, 2, options); // BPF_PROG_TYPE_TRACING
  const open = koffi.load(bench.libbpf).func('int bpf_raw_tracepoint_open(const char *, int)') as (name: null, programFd: number) => number;
  const link = program < 0 ? program : open(null, program);
  if (link < 0) throw new Error(`a program that does nothing is refused: ${link}`);
  try {
    const [empty = NaN] = await messageRunTimes(bench, process.pid);
    return empty;
  } finally {
    closeSync(link);
    closeSync(program);
  }
}
