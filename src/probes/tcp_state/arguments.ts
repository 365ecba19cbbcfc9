import type { ProbeArguments } from '../../settings/argument';

export const tcpStateArguments = {
  name: 'tcp_state',
  brief: 'every state transition (many events)',
  isDefault: false,
  needs: ['connections'],
  arguments: [],
} as const satisfies ProbeArguments;
