import type { ProbeArguments } from '../../settings/argument';

export const retransmitArguments = {
  name: 'retransmit',
  brief: 'every retransmitted segment (many events)',
  isDefault: false,
  needs: ['connections'],
  reveals: 'addresses and ports of connections, and the process; no command line',
  arguments: [],
} as const satisfies ProbeArguments;
