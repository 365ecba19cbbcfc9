import type { Program } from '../../program';

export const retransmitHooks: readonly Program[] = [
  { name: 'handle_retransmit', hasTwin: true, hasClassic: true, hook: 'tp_btf/tcp_retransmit_skb', feature: 'retransmits', isRequired: false, without: 'the retransmit probe is off' },
  { name: 'handle_retransmit_synack', hook: 'tp_btf/tcp_retransmit_synack', feature: 'synack_retransmits', isRequired: false, without: 'SYN-ACKs that are sent again are not reported' },
];
