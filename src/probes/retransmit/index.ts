/** Each retransmitted segment: bpf/probes/retransmit/. */
import { retransmit_sample } from '../../generated/samples';
import type { Probe } from '../probe';
import { stateText } from '../../services/connections/state';
import { endpointFields, endpointKeys, namedOwnerKeys, ownerFields } from '../../services/connections/subject';

const { get } = retransmit_sample;

export const retransmit: Probe = {
  name: 'retransmit',
  title: 'TCP retransmissions',
  description: 'Segments that are sent again, with the state of its connection and the process that owns it.',
  fields: [
    ...endpointFields,
    { name: 'tcp_state', type: 'string', description: 'state of the connection, as ESTABLISHED or SYN_SENT' },
    { name: 'segments', type: 'number', unit: 'segments', description: 'where the kernel sent several as one, or did not show each; absent when 1' },
    ...ownerFields,
  ],
  sampleBytes: retransmit_sample.size,
  timeNs: get.head_time_ns,
  format: (view, at, context) =>
    `${endpointKeys(view, at)},"tcp_state":"${stateText(get.state(view, at))}"${segmentsKey(get.segments(view, at))}${namedOwnerKeys(view, at, context)}}`,
};

function segmentsKey(segments: number): string {
  return segments > 1 ? `,"segments":${segments}` : '';
}
