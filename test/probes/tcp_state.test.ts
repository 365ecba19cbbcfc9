import { attribution, direction, probe_id, tcp_state, tcp_state_sample } from '../../src/generated/samples';
import { tcpState } from '../../src/probes/tcp_state';
import { eventOf, timeNsOf } from './formatted';
import { type Members, plain, sample, wgetGuid } from './sample';

const stateSample = (members: Members) => sample(tcp_state_sample, { ...plain, head_probe: probe_id.PROBE_TCP_STATE, ...members });
const { TCP_SYN_SENT, TCP_ESTABLISHED, TCP_LISTEN, TCP_SYN_RECV } = tcp_state;

test('a transition has both states and its owner', () => {
  expect(eventOf(tcpState, stateSample({ old_state: TCP_SYN_SENT, new_state: TCP_ESTABLISHED }))).toEqual({
    direction: 'outbound', src_ip: '192.0.2.1', src_port: 40000, dest_ip: '198.51.100.2', dest_port: 443, old_state: 'SYN_SENT',
    new_state: 'ESTABLISHED', flow_id: expect.any(String) as string, process_id: 4321, process_name: 'wget', process_guid: wgetGuid,
  });
});

test('of an inbound connection that nobody has accepted yet says so', () => {
  const nobody = { subject_owner: 0, subject_pid: 0, subject_tid: 0, subject_flow: 0, subject_attribution: attribution.ATTRIBUTION_NONE };
  const child = { ...nobody, subject_direction: direction.DIRECTION_INBOUND, subject_ends_remote: '0.0.0.0', subject_ends_remote_port: 0 };
  expect(eventOf(tcpState, stateSample({ ...child, old_state: TCP_LISTEN, new_state: TCP_SYN_RECV }))).toEqual({
    direction: 'inbound', dest_ip: '192.0.2.1', dest_port: 40000, old_state: 'LISTEN', new_state: 'SYN_RECV', attribution: 'none',
  });
});

test('of another network namespace says so, as the same addresses may be in both', () => {
  const elsewhere = { subject_ends_netns: 4026532178, subject_tid: 4322 };
  expect(eventOf(tcpState, stateSample({ ...elsewhere, old_state: TCP_SYN_SENT, new_state: TCP_ESTABLISHED })))
    .toMatchObject({ netns: 4026532178, process_id: 4321, thread_id: 4322 });
});

test.each(Object.entries(tcp_state))('%s has its name', (name, state) => {
  const expected = name.replace('TCP_', '');
  expect(eventOf(tcpState, stateSample({ old_state: state, new_state: state }))).toMatchObject({ old_state: expected, new_state: expected });
});

test('a state that no kernel has yet is its number', () => {
  expect(eventOf(tcpState, stateSample({ old_state: 14, new_state: 1 }))).toMatchObject({ old_state: '14', new_state: 'ESTABLISHED' });
});

test('its time is that of the sample', () => {
  expect(timeNsOf(tcpState, stateSample({ head_time_ns: 5_000_000_001 }))).toBe(5_000_000_001);
});
