/** Macros of every search. */
import type { Macro } from '../splunk/macro';

export const macros: readonly Macro[] = [
  {
    name: 'ebpf_trace_index',
    definition: '(index=main OR index=ebpf)',
    description: 'The indexes that hold the events of this app, those of single probes too. Every search of the app begins with it.',
  },
  {
    name: 'ebpf_trace_not_noisy',
    definition: 'NOT noise=*',
    description: 'Leaves out the processes that the noise lookups name. An attacker can take such a name: the definition (*) leaves out none.',
  },
];
