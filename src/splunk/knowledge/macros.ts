/** Macros: what an administrator changes once, in local/macros.conf, for every search of the app. */
export interface Macro {
  readonly name: string;
  readonly definition: string;
  readonly description: string;
}

export const macros: readonly Macro[] = [
  {
    name: 'ebpf_trace_index',
    definition: '(index=main OR index=ebpf)',
    description: 'The indexes that hold the events of this app. Every search of the app begins with it.',
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
];
