/** How this kernel's tracepoints show requests of block devices. */
import type { Program } from '../program';
import type { Libbpf } from './libbpf';
import { askKernelTypes } from './types';

/** Behind the address that every such function has: the queue, and the request. */
const withQueue = 3;

/** Whether block_rq_issue and its like have the queue first, as before 5.11, but for what distributions took over since. */
export function queueComesFirst(libbpf: Libbpf, programs: readonly Program[]): boolean {
  const first = programs.find(({ hook }) => /^tp_btf\/block_rq_(insert|issue)$/.test(hook));
  return first !== undefined && askKernelTypes(libbpf, (_has, _number, parametersOf) => parametersOf(`btf_trace_${first.hook.slice('tp_btf/'.length)}`) === withQueue);
}
