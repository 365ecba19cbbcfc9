import { attribution, connection_flag, probe_id, retransmit_sample, tcp_state } from '../../src/generated/samples';
import { retransmit } from '../../src/probes/retransmit';
import { eventOf, timeNsOf } from './formatted';
import { type Members, plain, sample, wgetGuid } from './sample';

const retransmitSample = (state: number, members: Members = {}) =>
  sample(retransmit_sample, { ...plain, head_probe: probe_id.PROBE_RETRANSMIT, state, ...members });

test('a retransmission has the state of its connection and its owner', () => {
  expect(eventOf(retransmit, retransmitSample(tcp_state.TCP_SYN_SENT))).toEqual({
    direction: 'outbound', src_ip: '192.0.2.1', src_port: 40000, dest_ip: '198.51.100.2', dest_port: 443, tcp_state: 'SYN_SENT',
    flow_id: expect.any(String) as string, process_id: 4321, process_name: 'wget', process_guid: wgetGuid,
  });
});

test('says how many segments, where it is not one', () => {
  const reported = (segments: number) => eventOf(retransmit, retransmitSample(tcp_state.TCP_ESTABLISHED, { segments }));
  expect(reported(1)).not.toHaveProperty('segments');
  expect(reported(3)).toMatchObject({ tcp_state: 'ESTABLISHED', segments: 3 });
});

test('of another network namespace says so, as the same addresses may be in both, and how its owner is known', () => {
  const elsewhere = {
    subject_ends_netns: 4026532178, subject_flags: connection_flag.CONNECTION_MPTCP, subject_tid: 4322, subject_attribution: attribution.ATTRIBUTION_EXISTING,
  };
  expect(eventOf(retransmit, retransmitSample(tcp_state.TCP_ESTABLISHED, elsewhere))).toMatchObject({
    attribution: 'existing', mptcp: true, netns: 4026532178, process_id: 4321, thread_id: 4322, process_name: 'wget', process_guid: wgetGuid,
  });
});

test('its time is that of the sample', () => {
  expect(timeNsOf(retransmit, retransmitSample(tcp_state.TCP_ESTABLISHED))).toBe(20_000_000_000);
});
