import type { Program } from '../../program';

export const tcpStateHooks: readonly Program[] = [
  { name: 'handle_tcp_state', hasTwin: true, hasClassic: true, hook: 'tp_btf/inet_sock_set_state', feature: 'tcp_states', isRequired: false, without: 'the tcp_state probe is off' },
];
