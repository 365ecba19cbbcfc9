import { attribution, close_reason, direction, tcp_kind } from '../../src/generated/samples';
import { tcp } from '../../src/probes/tcp';
import { contextOf, eventOf, jsonOf, timeNsOf } from './formatted';
import { parentGuid, processSample, tcpSample, type Members, type Sample, wgetGuid } from './sample';

const summary = contextOf({ mode: 'summary' });
const ends = { direction: 'outbound', src_ip: '192.0.2.1', src_port: 40000, dest_ip: '198.51.100.2', dest_port: 443 };
const reversed = { direction: 'inbound', src_ip: '198.51.100.2', src_port: 443, dest_ip: '192.0.2.1', dest_port: 40000 };
const brief = { flow_id: expect.any(String) as string, process_id: 4321, process_name: 'wget', process_guid: wgetGuid };
const repeated = { ...brief, user: 'root' };
const whole = {
  ...repeated, parent_process_id: 4300, parent_process_name: 'bash', parent_process_guid: parentGuid, process_path: '/usr/bin/wget',
  process: 'wget -q http://192.0.2.1/',
};
const inbound: Members = { subject_direction: direction.DIRECTION_INBOUND, subject_attribution: attribution.ATTRIBUTION_ACCEPT };
const traffic: Members = {
  began_ns: 18_500_000_000, at_ns: 20_000_000_000, response_ns: 1_234_567, bytes_unacked: 7, traffic_bytes_in: 2n ** 40n,
  traffic_bytes_out: 78, traffic_packets_in: 5, traffic_packets_out: 6, traffic_retransmits: 2, rtt_us: 1500,
  reason: close_reason.REASON_FIN_LOCAL,
};
const counted = {
  bytes_in: 2 ** 40, bytes_out: 78, bytes_unacked: 7, packets_in: 5, packets_out: 6, duration: 1.5, rtt_us: 1500, retransmits: 2,
  close_reason: 'fin_local',
};

const event = (kind: keyof typeof tcp_kind, members: Members = {}, context = contextOf()) => eventOf(tcp, tcpSample(kind, members), context);

describe('a beginning', () => {
  test.each<[keyof typeof tcp_kind, string, Members, object]>([
    ['TCP_CONNECT', 'connect', {}, ends],
    ['TCP_ACCEPT', 'accept', inbound, reversed],
  ])('%s says all', (kind, name, members, between) => {
    expect(event(kind, { ...members, response_ns: 1_234_567 })).toEqual({ event: name, ...between, response_time: 0.001235, ...whole });
  });

  test('that was not seen says with which totals it begins, where there are any', () => {
    const moved = { traffic_bytes_in: 2n ** 40n, traffic_bytes_out: 78, traffic_packets_in: 5, traffic_packets_out: 6, traffic_retransmits: 2 };
    expect(event('TCP_EXISTING')).toEqual({ event: 'existing', ...ends, ...whole });
    expect(event('TCP_EXISTING', moved, summary)).toEqual({
      event: 'existing', ...ends, bytes_in_before: 2 ** 40, bytes_out_before: 78, packets_in_before: 5, packets_out_before: 6, retransmits_before: 2, ...whole,
    });
  });

  test('of a listener has its own address as the destination', () => {
    const listening = { subject_direction: direction.DIRECTION_LISTENING, subject_ends_remote: '::', subject_ends_remote_port: 0, subject_flow: 0 };
    const reported = event('TCP_LISTEN_EVENT', { ...listening, subject_attribution: attribution.ATTRIBUTION_LISTEN });
    const { flow_id: _, ...owner } = whole;
    expect(reported).toEqual({ event: 'listen', direction: 'listening', dest_ip: '192.0.2.1', dest_port: 40000, ...owner });
    expect(event('TCP_LISTEN_EVENT', { ...listening, subject_ends_local: '::' })).toMatchObject({ dest_ip: '::' });
    expect(event('TCP_LISTEN_EVENT', { ...listening, subject_ends_local: '0.0.0.0' })).toMatchObject({ dest_ip: '0.0.0.0' });
    expect(event('TCP_LISTEN_CLOSE', { ...listening, began_ns: 19_000_000_000 }))
      .toEqual({ event: 'listen_close', direction: 'listening', dest_ip: '192.0.2.1', dest_port: 40000, duration: 1, process_id: 4321, process_name: 'wget', process_guid: wgetGuid, user: 'root' });
  });

  test('leaves out what is unknown', () => {
    expect(event('TCP_CONNECT', { response_ns: 0 })).not.toHaveProperty('response_time');
    const unbound = event('TCP_CONNECT', { subject_ends_local: '0.0.0.0', subject_ends_local_port: 0, subject_flow: 0 });
    expect(unbound).toEqual({ event: 'connect', direction: 'outbound', dest_ip: '198.51.100.2', dest_port: 443, ...whole, flow_id: undefined });
  });
});

describe('a failure', () => {
  const failed = { error: 111, began_ns: 19_999_750_000, at_ns: 20_000_000_000 };

  test('has an outcome, the errno, and all of the owner', () => {
    expect(event('TCP_CONNECT_FAILED', { ...failed, subject_flow: 0, traffic_retransmits: 3 })).toEqual(
      { event: 'connect_failed', ...ends, outcome: 'refused', errno: 'ECONNREFUSED', duration: 0.00025, retransmits: 3, ...whole, flow_id: undefined });
  });

  test('without an errno was given up by its own program, or failed for a reason that is not known', () => {
    const outcome = (members: Members): unknown => event('TCP_CONNECT_FAILED', { ...failed, error: 0, ...members })['outcome'];
    expect(outcome({ was_given_up: 1 })).toBe('aborted');
    expect(outcome({})).toBe('failed');
    expect(event('TCP_CONNECT_FAILED', { ...failed, error: 0 })).not.toHaveProperty('errno');
  });

  test('that no hook showed does not guess how', () => {
    const unknown = event('TCP_CONNECT_FAILED', { error: 0, reason: close_reason.REASON_UNKNOWN });
    expect(unknown).toMatchObject({ outcome: 'unknown' });
    for (const key of ['errno', 'duration']) expect(unknown).not.toHaveProperty(key);
  });

  test('at once has no duration', () => {
    expect(event('TCP_CONNECT_FAILED', { error: 101 })).toMatchObject({ outcome: 'unreachable', errno: 'ENETUNREACH' });
    expect(event('TCP_CONNECT_FAILED', { error: 101 })).not.toHaveProperty('duration');
  });
});

describe('an end', () => {
  test('repeats of its owner what a search needs', () => {
    expect(event('TCP_CLOSE_EVENT', traffic)).toEqual({ event: 'close', ...ends, ...counted, ...repeated });
  });

  test('repeats what close_fields says, in either user format; in summary mode all', () => {
    const id = '0123456789abcdef'.repeat(4);
    const pod = '01234567-89ab-cdef-0123-456789abcdef';
    const container = { container_id: id, container_runtime: 'containerd', pod_uid: pod };
    const processes = [processSample({ cgroups: [['kubepods', `pod${pod}`, `cri-containerd-${id}.scope`]] }, { uid: 0, real_uid: 7 })];
    const close = (params: Readonly<Record<string, string>>): unknown => event('TCP_CLOSE_EVENT', { subject_connection_id: 1n }, contextOf(params, processes));
    const repeats = (close_fields: string, keys: object, more = {}): void =>
      expect(close({ close_fields, ...more })).toEqual({ event: 'close', ...ends, ...brief, ...keys });
    repeats('none', {});
    repeats('user', { user: 'root' });
    repeats('user', { user_id: 0 }, { user_format: 'id' });
    repeats('user', { user: 'root', user_id: 0 }, { user_format: 'both' });
    repeats('connection_id', { connection_id: '00000000001' });
    repeats('path', { process_path: '/usr/bin/wget' });
    repeats('container', container);
    repeats('container, path, user', { user: 'root', process_path: '/usr/bin/wget', ...container });
    expect(close({ close_fields: 'none', mode: 'summary' })).toMatchObject({ connection_id: '00000000001', user: 'root', process_path: '/usr/bin/wget', ...container });
  });

  test('leaves zeros and unknowns out', () => {
    expect(event('TCP_CLOSE_EVENT', {})).toEqual({ event: 'close', ...ends, ...repeated });
  });

  test('says all where nothing was reported before: in summary mode, and of what nobody accepted', () => {
    expect(event('TCP_CLOSE_EVENT', traffic, summary)).toEqual(
      { event: 'close', ...ends, outcome: 'success', response_time: 0.001235, ...counted, ...whole });
    const unaccepted = { ...traffic, ...inbound, subject_attribution: attribution.ATTRIBUTION_LISTENER };
    expect(event('TCP_CLOSE_EVENT', unaccepted)).toEqual({ event: 'close', ...reversed, ...counted, attribution: 'listener', ...whole });
  });

  test('of nobody says so', () => {
    const nobody = { subject_owner: 0, subject_pid: 0, subject_tid: 0, subject_attribution: attribution.ATTRIBUTION_NONE };
    expect(event('TCP_CLOSE_EVENT', nobody)).toEqual({ event: 'close', ...ends, flow_id: brief.flow_id, attribution: 'none' });
    expect(event('TCP_CLOSE_EVENT', nobody, summary)).toEqual({ event: 'close', ...ends, outcome: 'success', flow_id: brief.flow_id, attribution: 'none' });
  });

  test('of a process that is not known yet has its number', () => {
    expect(event('TCP_CLOSE_EVENT', {}, contextOf({}, []))).toEqual({ event: 'close', ...ends, flow_id: brief.flow_id, process_id: 4321 });
  });

  test.each(Object.entries(close_reason))('for %s', (name, reason) => {
    const expected = name === 'REASON_NONE' ? undefined : name.replace('REASON_', '').toLowerCase();
    expect(event('TCP_CLOSE_EVENT', { reason })['close_reason']).toBe(expected);
  });

  test('has the precision of microseconds over any duration', () => {
    const day = 86_400_000_000_000;
    expect(event('TCP_CLOSE_EVENT', { began_ns: day, at_ns: 31 * day + 1_000 })).toMatchObject({ duration: 2592000.000001 });
    expect(event('TCP_CLOSE_EVENT', { began_ns: day, at_ns: day })).toMatchObject({ duration: 0 });
  });
});

test('an interval report is a summary without an end', () => {
  expect(event('TCP_FLOW', { ...traffic, reason: 0, at_ns: 0 }, summary)).toMatchObject({ event: 'flow', bytes_in: 2 ** 40, duration: 1.5 });
  expect(event('TCP_FLOW', { ...traffic, reason: 0, at_ns: 0 }, summary)).not.toHaveProperty('close_reason');
});

test('the time is that of the event, not of its telling', () => {
  const time = (sample: Sample): number => timeNsOf(tcp, sample);
  const held = { head_time_ns: 30_000_000_000, at_ns: 20_000_000_000 };
  expect(time(tcpSample('TCP_CLOSE_EVENT', held))).toBe(20_000_000_000);
  expect(time(tcpSample('TCP_CONNECT_FAILED', held))).toBe(20_000_000_000);
  expect(time(tcpSample('TCP_CLOSE_EVENT', { ...held, at_ns: 0 }))).toBe(30_000_000_000);
  // The accept of a connection that has closed before: its record holds an ending.
  expect(time(tcpSample('TCP_ACCEPT', held))).toBe(30_000_000_000);
  expect(time(tcpSample('TCP_CONNECT', { ...held, head_time_ns: 2n ** 53n }))).toBe(2 ** 53);
  // Through io_uring a walk finds the listener up to a second later.
  expect(time(tcpSample('TCP_LISTEN_EVENT', { head_time_ns: 30_000_000_000, began_ns: 29_500_000_000 }))).toBe(29_500_000_000);
});

test('an unknown kind is an error, not an event', () => {
  expect(() => jsonOf(tcp, tcpSample('TCP_CONNECT', { head_kind: 99 }), contextOf())).toThrow('unknown kind 99');
});

test('every kind has a format', () => {
  for (const kind of Object.keys(tcp_kind)) expect(() => event(kind as keyof typeof tcp_kind)).not.toThrow();
});

test('users by name, number, or both', () => {
  const users = (params: Readonly<Record<string, string>>, uid: number): unknown[] => {
    const { user, user_id } = event('TCP_CONNECT', {}, contextOf(params, [processSample({}, { uid })]));
    return [user, user_id];
  };
  expect(users({ user_format: 'name' }, 0)).toEqual(['root', undefined]);
  expect(users({ user_format: 'id' }, 0)).toEqual([undefined, 0]);
  expect(users({ user_format: 'both' }, 0)).toEqual(['root', 0]);
  expect(users({ user_format: 'name' }, 4_000_000_000)).toEqual([undefined, 4_000_000_000]);
});
