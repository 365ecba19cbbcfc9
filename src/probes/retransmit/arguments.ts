import type { ProbeArguments } from '../../settings/argument';

export const retransmitArguments = {
  name: 'retransmit',
  brief: 'every retransmitted segment (many events)',
  isDefault: false,
  needs: ['connections'],
  arguments: [],
} as const satisfies ProbeArguments;
