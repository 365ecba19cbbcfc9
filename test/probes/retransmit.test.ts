import { probe_id, retransmit_sample, tcp_state } from '../../src/generated/samples';
import { retransmit } from '../../src/probes/retransmit';
import { eventOf } from './formatted';
import { plain, sample } from './sample';

const retransmitSample = (state: number) => sample(retransmit_sample, { ...plain, head_probe: probe_id.PROBE_RETRANSMIT, state });

test('a retransmission has the state of its connection and its owner, in brief', () => {
  expect(eventOf(retransmit, retransmitSample(tcp_state.TCP_SYN_SENT))).toEqual({
    direction: 'outbound', src_ip: '192.0.2.1', src_port: 40000, dest_ip: '198.51.100.2', dest_port: 443, tcp_state: 'SYN_SENT',
    flow_id: expect.any(String) as string, process_id: 4321, process_name: 'wget',
  });
});

test('its time is that of the sample', () => {
  const { view, at } = retransmitSample(tcp_state.TCP_ESTABLISHED);
  expect(retransmit.timeNs(view, at)).toBe(20_000_000_000);
});
