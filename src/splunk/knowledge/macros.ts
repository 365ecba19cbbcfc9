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
];
