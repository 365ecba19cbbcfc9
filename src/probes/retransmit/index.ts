/** Each retransmitted segment: bpf/probes/retransmit/. */
import { retransmit_sample } from '../../generated/samples';
import type { Probe } from '../probe';
import { connectionColumns } from '../../services/connections/columns';
import { stateWords } from '../../services/connections/state';
import { emitEndpoints, emitNamedOwner, endpointFields, ownerFields } from '../../services/connections/subject';
import { key } from '../../text/emit';

const { get } = retransmit_sample;
const states = stateWords('tcp_state');
const segments = key('segments');

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
  columns: connectionColumns,
  open: (context) => ({
    take(view, at, _, emit) {
      emit.begin('retransmit', context.clock.micros(get.head_time_ns(view, at)));
      emitEndpoints(view, at, emit);
      emit.word(states(get.state(view, at)));
      const count = get.segments(view, at);
      if (count > 1) emit.number(segments, count);
      emitNamedOwner(view, at, context, emit);
      emit.end();
    },
  }),
};
