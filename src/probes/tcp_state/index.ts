/** Every state transition: bpf/probes/tcp_state/. */
import { tcp_state_sample } from '../../generated/samples';
import type { Probe } from '../probe';
import { stateText } from '../../services/connections/state';
import { endpointFields, endpointKeys, namedOwnerKeys, ownerFields } from '../../services/connections/subject';

const { get } = tcp_state_sample;

export const tcpState: Probe = {
  name: 'tcp_state',
  title: 'TCP state transitions',
  description: 'Every transition of every TCP socket of the host, with the process that owns it then. An inbound connection has no owner before it is accepted, and no remote address before its handshake is over.',
  fields: [
    ...endpointFields,
    { name: 'old_state', type: 'string', description: 'as ESTABLISHED or SYN_SENT' },
    { name: 'new_state', type: 'string', description: 'as ESTABLISHED or SYN_SENT' },
    ...ownerFields,
  ],
  sampleBytes: tcp_state_sample.size,
  timeNs: get.head_time_ns,
  format: (view, at, context) =>
    `${endpointKeys(view, at)},"old_state":"${stateText(get.old_state(view, at))}","new_state":"${stateText(get.new_state(view, at))}"` +
    `${namedOwnerKeys(view, at, context)}}`,
};
