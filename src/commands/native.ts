import { dirname, join } from 'node:path';
import { isSea } from 'node:sea';
import { whyUnreadable } from '../host/files';
import { type Libbpf, loadLibbpf } from '../kernel/libbpf';

/** What lies beside the executable in the app; in development, what the build has made. */
export interface Native {
  readonly libbpf: Libbpf;
  /** The BPF object's file. */
  readonly object: string;
}

export function loadNative(): Native {
  const folder = isSea() ? dirname(process.execPath) : join(__dirname, '..', '..', 'build');
  const file = (name: string, built: string): string => join(folder, isSea() ? name : built);
  const object = file('ebpf_trace.bpf.o', 'bpf/ebpf_trace.bpf.o');
  const library = file('libbpf.so', 'libbpf/libbpf.so');
  const [problem] = [object, library].flatMap((path) => whyUnreadable(path) ?? []);
  if (problem !== undefined) throw new Error(problem);
  return { libbpf: loadLibbpf(library), object };
}
