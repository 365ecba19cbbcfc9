/** Macros: what an administrator changes once, in local/macros.conf, for every search of the app. */
export interface Macro {
  readonly name: string;
  readonly definition: string;
  readonly description: string;
}

/** What the last existing says counts instead of what came before it. */
const wholeOf = (field: string): string => `${field}=case(event=="existing" AND _time==existed, ${field}_before, isnotnull(existed) AND _time<=existed, null(), true(), ${field})`;

export const macros: readonly Macro[] = [
  {
    name: 'ebpf_trace_index',
    definition: '(index=main OR index=ebpf)',
    description: 'The indexes that hold the events of this app, those of single probes too. Every search of the app begins with it.',
  },
  {
    name: 'ebpf_trace_leaves_host',
    definition: 'NOT (src==dest OR dest=="::1" OR like(dest, "127.%"))',
    description: 'For where: true of connections between two hosts (or containers), false within one.',
  },
  {
    name: 'ebpf_trace_not_noisy',
    definition: 'NOT noise=*',
    description: 'Leaves out the processes that the noise lookups name. An attacker can take such a name: the definition (*) leaves out none.',
  },
  {
    name: 'ebpf_trace_whole',
    definition: 'eval existed=if(event=="existing", _time, null()) | eventstats max(existed) AS existed BY host flow_id'
      + ` | eval ${wholeOf('bytes_in')}, ${wholeOf('bytes_out')} | fields - existed`,
    description: 'After a pipe: makes the sums of bytes_in and bytes_out by host and flow_id what the connection carried, also over restarts of the input in summary mode. Its last existing event, or all of its events, must be in the time range.',
  },
];
