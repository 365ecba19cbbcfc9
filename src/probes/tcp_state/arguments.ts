import type { ProbeArguments } from '../../settings/argument';

export const tcpStateArguments = {
  name: 'tcp_state',
  brief: 'every state transition (many events)',
  isDefault: false,
  needs: ['connections'],
  reveals: 'addresses and ports of connections, and the process; no command line',
  arguments: [],
} as const satisfies ProbeArguments;
