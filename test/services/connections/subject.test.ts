import * as samples from '../../../src/generated/samples';
import { sampleProbes } from '../../../src/probes';
import { retransmit } from '../../../src/probes/retransmit';
import { tcp } from '../../../src/probes/tcp';
import { Random } from '../../random';
import { contextOf, eventOf, hostNetns } from '../../probes/formatted';
import { processSample, tcpSample, type Members } from '../../probes/sample';

const { attribution, connection_flag, direction } = samples;
const connect = (members: Members, context = contextOf()) => eventOf(tcp, tcpSample('TCP_CONNECT', members), context);

test('the subject lies at the same place in all samples that have one', () => {
  const layouts = Object.entries(samples).filter(([name]) => name.endsWith('_sample')) as unknown as [string, { at: Record<string, number> }][];
  const own = ({ at }: { at: Record<string, number> }): [string, number][] => Object.entries(at).filter(([member]) => /^(head|subject)_/.test(member));
  const withSubject = layouts.filter(([, { at }]) => 'subject_owner' in at);
  const connected = sampleProbes.filter(({ fields }) => fields.some(({ name }) => name === 'flow_id'));
  expect(withSubject.map(([name]) => name).sort()).toEqual(connected.map(({ name }) => `${name}_sample`).sort());
  for (const [name, layout] of withSubject) expect([name, own(layout)]).toEqual([name, own(samples.tcp_sample)]);
  // The head is read before it is known of which probe a sample is.
  for (const [name, { at }] of layouts) {
    expect([name, at['head_time_ns'], at['head_probe'], at['head_kind']]).toEqual([name, 0, 8, 9]);
  }
});

test.each(Object.entries(attribution))('%s', (name, value) => {
  const isCall = ['CONNECT', 'ACCEPT', 'LISTEN'].some((call) => name.endsWith(`_${call}`));
  expect(connect({ subject_attribution: value })['attribution']).toBe(isCall ? undefined : name.replace('ATTRIBUTION_', '').toLowerCase());
});

test('the network namespace is reported where it is not the own one', () => {
  expect(connect({ subject_ends_netns: hostNetns })).not.toHaveProperty('netns');
  expect(connect({ subject_ends_netns: 0 })).not.toHaveProperty('netns');
  expect(connect({ subject_ends_netns: 4026532999 })).toMatchObject({ netns: 4026532999 });
});

test('the thread is reported where it is not the main one', () => {
  expect(connect({})).not.toHaveProperty('thread_id');
  expect(connect({ subject_tid: 4322 })).toMatchObject({ process_id: 4321, thread_id: 4322 });
});

test('MPTCP is reported, other flags are not', () => {
  const { CONNECTION_MPTCP, ...others } = connection_flag;
  const all = Object.values(others).reduce((sum, flag) => sum | flag, 0);
  expect(connect({ subject_flags: CONNECTION_MPTCP })).toMatchObject({ mptcp: true });
  expect(connect({ subject_flags: connection_flag.CONNECTION_RESTORED })).toMatchObject({ restored: true });
  expect(connect({ subject_flags: all })).not.toHaveProperty('mptcp');
});

test('a direction that nobody knows is called so; then this host\'s end is the source', () => {
  expect(connect({ subject_direction: direction.DIRECTION_NONE })).toMatchObject(
    { direction: 'unknown', src_ip: '192.0.2.1', src_port: 40000, dest_ip: '198.51.100.2', dest_port: 443 });
});

test('the connection id stands behind the flow id, where there is one', () => {
  const ids = ({ flow_id, connection_id }: Readonly<Record<string, unknown>>): unknown[] => [flow_id, connection_id];
  const [flow, connection] = ids(connect({ subject_flow: 1n, subject_connection_id: 2n ** 63n }));
  expect([flow, connection]).toEqual(['00000000001', 'W0000000000']);
  expect(connect({ subject_connection_id: 0 })).not.toHaveProperty('connection_id');
  expect(eventOf(retransmit, tcpSample('TCP_CLOSE_EVENT', { subject_connection_id: 1n }))['connection_id']).toBe('00000000001');
});

test('the Community ID is there only where it is asked for, and both ends are known', () => {
  const asked = contextOf({ community_id: 'true' });
  const ends = { subject_ends_local: '128.232.110.120', subject_ends_local_port: 34855, subject_ends_remote: '66.35.250.204', subject_ends_remote_port: 80 };
  expect(connect(ends, asked)['community_id']).toBe('1:LQU9qZlK+B5F3KDmev6m5PMibrg=');
  expect(connect(ends)).not.toHaveProperty('community_id');
  for (const unknown of [{ subject_ends_local: '0.0.0.0' }, { subject_ends_local_port: 0 }, { subject_ends_remote: '::' }, { subject_ends_remote_port: 0 }]) {
    expect(connect({ ...ends, ...unknown }, asked)).not.toHaveProperty('community_id');
  }
});

describe('the flow id', () => {
  const flow = (subject_flow: bigint): string => String(connect({ subject_flow })['flow_id']);

  test('differs with each bit, and is the same on each kind of event', () => {
    const random = new Random(9);
    for (let round = 0; round < 30; round += 1) {
      const id = BigInt(random.word()) << 32n | BigInt(random.word()) | 1n;
      const flows = [id, ...Array.from({ length: 64 }, (_, bit) => id ^ 1n << BigInt(bit))].filter((one) => one !== 0n).map(flow);
      expect(new Set(flows).size).toBe(flows.length);
      expect(flows.every((one) => /^[0-9A-Za-z]+$/.test(one) && one.length === flows[0]?.length)).toBe(true);
      expect(eventOf(tcp, tcpSample('TCP_CLOSE_EVENT', { subject_flow: id }))['flow_id']).toBe(flows[0]);
      expect(eventOf(retransmit, tcpSample('TCP_CLOSE_EVENT', { subject_flow: id }))['flow_id']).toBe(flows[0]);
    }
  });

  test('is there though one half of it is 0', () => {
    expect(flow(1n)).not.toBe('undefined');
    expect(flow(1n << 32n)).not.toBe('undefined');
    expect(flow(1n)).not.toBe(flow(1n << 32n));
    expect(connect({ subject_flow: 0 })).not.toHaveProperty('flow_id');
  });
});

test('an owner is found by all the bits of its id', () => {
  const wide = 2 ** 52 + 3;
  const context = contextOf({}, [processSample({ name: 'other' }, { id: 3 }), processSample({}, { id: wide })]);
  expect(connect({ subject_owner: wide }, context)).toMatchObject({ process_name: 'wget' });
  expect(connect({ subject_owner: 3 }, context)).toMatchObject({ process_name: 'other' });
});
