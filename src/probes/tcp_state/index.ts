/** Every state transition: bpf/probes/tcp_state/. */
import { tcp_state_sample } from '../../generated/samples';
import type { Probe } from '../probe';
import { connectionColumns } from '../../services/connections/columns';
import { stateWords } from '../../services/connections/state';
import { emitEndpoints, emitNamedOwner, endpointFields, ownerFields } from '../../services/connections/subject';

const { get } = tcp_state_sample;
const [oldStates, newStates] = [stateWords('old_state'), stateWords('new_state')];

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
  columns: connectionColumns,
  open: (context) => ({
    take(view, at, _, emit) {
      emit.begin('tcp_state', context.clock.micros(get.head_time_ns(view, at)));
      emitEndpoints(view, at, emit);
      emit.word(oldStates(get.old_state(view, at)));
      emit.word(newStates(get.new_state(view, at)));
      emitNamedOwner(view, at, context, emit);
      emit.end();
    },
  }),
};
