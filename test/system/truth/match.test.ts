/** The truth test's own judgement: it takes what is right, and nothing else. */
import { breaches, KeyOrder } from './contract';
import { type Host, type Mode, expectedUnits } from './expected';
import { partedEnds } from './joint';
import { groupByFlow, match } from './match';
import type { TracedEvent, Value } from './rules';
import { eventsOfCases } from './scope';
import { compareAfterStart, compareStorm, parseStorm } from './storm';
import { guidMaker } from '../../../src/services/owners/guid';
import { renderTable } from './table';
import type { CaseTruth, ConnectionTruth, ListenerTruth, Owner } from './truth_lines';

const owner: Owner = {
  process_id: 100,
  thread_id: 101,
  process_name: 'client',
  process_path: '/bin/client',
  process: 'client --now',
  parent_process_id: 99,
  parent_process_name: 'sh',
  birth: [4026531836, 5000, 100],
  parent_birth: [4026531836, 4000, 99],
  user_id: 0,
  netns: 4026531833,
  cgroups: '4:memory:/\n0::/a.service\n',
};

const connection: ConnectionTruth = {
  kind: 'connection',
  case: 'one',
  direction: 'outbound',
  src_ip: '127.0.0.1',
  src_port: 40000,
  dest_ip: '127.0.0.1',
  dest_port: 80,
  established: true,
  open_time: [1000.1, 1000.2],
  close_time: [1000.5, 1000.6],
  bytes_in: 7,
  bytes_out: 5,
  bytes_unacked: 0,
  close_reason: 'fin_local|fin_remote',
  owner,
};

const listener: ListenerTruth = {
  kind: 'listener',
  case: 'one',
  dest_ip: '127.0.0.1',
  dest_port: 80,
  open_time: [1000.01, 1000.02],
  close_time: [1000.7, 1000.8],
  owner: { ...owner, thread_id: undefined },
};

const guid = (ticks: bigint, nsPid: number): string => guidMaker(new Uint8Array(16))({ pidNamespace: 4026531836, startNs: ticks * 10_000_000n, nsPid });
const process_guid = guid(5000n, 100);

const tuple = { direction: 'outbound', src_ip: '127.0.0.1', src_port: 40000, dest_ip: '127.0.0.1', dest_port: 80 };
const ownerKeys = {
  process_id: 100,
  thread_id: 101,
  process_name: 'client',
  process_guid,
  process_path: '/bin/client',
  process: 'client --now',
  parent_process_id: 99,
  parent_process_name: 'sh',
  parent_process_guid: guid(4000n, 99),
  user: 'root',
  systemd_unit: 'a.service',
};
const connect: TracedEvent = { time: 1000.15, event: 'connect', ...tuple, response_time: 0.04, ...ownerKeys, flow_id: 'f1', connection_id: 'c1' };
const counters = { bytes_in: 7, bytes_out: 5, packets_in: 3, packets_out: 4, rtt_us: 30 };
const close: TracedEvent = {
  ...{ time: 1000.55, event: 'close', ...tuple, ...counters, duration: 0.4, close_reason: 'fin_remote' },
  ...{ process_id: 100, process_name: 'client', process_guid, user: 'root', flow_id: 'f1', connection_id: 'c1' },
};

const truthOf = (...lines: CaseTruth['lines']): CaseTruth => ({
  name: 'one',
  began: 1000,
  ended: 1001,
  lines: [{ kind: 'process', case: 'one', process_id: 100 }, ...lines],
});
const host = (mode: Mode): Host => ({ mode, netns: 4026531833, bootId: new Uint8Array(16), slackSeconds: 0.05, seesRings: false, userName: (id) => (id === 0 ? 'root' : undefined) });

function judge(truth: CaseTruth, events: readonly TracedEvent[], mode: Mode = 'lifecycle', isChroot = false): string[] {
  const inScope = eventsOfCases([truth], events).get('one') ?? [];
  return match(expectedUnits(truth, { ...host(mode), isChroot }), groupByFlow(inScope)).problems.map(({ text }) => text);
}

const without = (event: TracedEvent, key: string): TracedEvent => Object.fromEntries(Object.entries(event).filter(([name]) => name !== key));

describe('what was there before', () => {
  const there: ConnectionTruth = { ...connection, existing: true, bytes_in_before: 3, bytes_out_before: 5 };
  const existing: TracedEvent = { ...without(connect, 'response_time'), event: 'existing', attribution: 'existing' };
  const end = without(close, 'duration');
  const rest = without({ ...existing, ...end, outcome: 'success', bytes_in: 4 }, 'bytes_out');
  const summary: readonly TracedEvent[] = [{ ...existing, bytes_in_before: 3, bytes_out_before: 5 }, rest];

  test('ends with all of its bytes in lifecycle mode, with those since the start in summary mode', () => {
    expect(judge(truthOf(there), [existing, end])).toEqual([]);
    expect(judge(truthOf(there), summary, 'summary')).toEqual([]);
  });

  test('fails where bytes are counted twice, and where nothing says what was before', () => {
    expect(judge(truthOf(there), [summary[0] ?? {}, { ...rest, bytes_in: 7, bytes_out: 5 }], 'summary')).not.toEqual([]);
    expect(judge(truthOf(there), [existing, rest], 'summary')).not.toEqual([]);
    expect(judge(truthOf(there), [{ ...existing, bytes_in_before: 3 }, end])).not.toEqual([]);
    expect(judge(truthOf({ ...there, restored: true }), [existing, end])).not.toEqual([]);
  });
});

describe('what is right', () => {
  test('passes, in any order, beside other processes of the host', () => {
    const other = { ...connect, process_id: 5, dest_port: 443, flow_id: 'x' };
    expect(judge(truthOf(connection), [close, other, connect])).toEqual([]);
  });

  test('passes with a path that begins outside of a chroot, and only there', () => {
    const [inside, outside] = [{ ...connect, process_path: '/srv/bin/other' }, { ...connect, process_path: '/srv/root/bin/client' }];
    expect(judge(truthOf(connection), [outside, close], 'lifecycle', true)).toEqual([]);
    expect(judge(truthOf(connection), [inside, close], 'lifecycle', true)).not.toEqual([]);
    expect(judge(truthOf(connection), [outside, close])).not.toEqual([]);
  });

  test('passes in summary mode as one event', () => {
    const { response_time, ...rest } = connect;
    const whole = { ...rest, ...close, response_time: response_time ?? 0, outcome: 'success' };
    expect(judge(truthOf(connection), [whole], 'summary')).toEqual([]);
    expect(judge(truthOf(connection), [connect, whole], 'summary')).not.toEqual([]);
  });

  test('passes where ranges fit several: the one matching that fits all is found', () => {
    const wide = { ...connection, open_time: [1000, 1001] as const };
    const second = { ...connect, time: 1000.9, flow_id: 'f2' };
    const secondClose = { ...close, flow_id: 'f2' };
    expect(judge(truthOf(connection, wide), [second, secondClose, connect, close])).toEqual([]);
    expect(judge(truthOf(wide, connection), [connect, close, second, secondClose])).toEqual([]);
  });
});

describe('what is wrong', () => {
  const changes: [string, TracedEvent, TracedEvent][] = [
    ...Object.keys(connect).map((key): [string, TracedEvent, TracedEvent] => [`connect without ${key}`, without(connect, key), close]),
    ...Object.keys(close)
      .filter((key) => !['packets_in', 'packets_out', 'rtt_us'].includes(key))
      .map((key): [string, TracedEvent, TracedEvent] => [`close without ${key}`, connect, without(close, key)]),
    ...Object.entries(without(connect, 'connection_id')).map(([key, value]): [string, TracedEvent, TracedEvent] => [`connect with another ${key}`, { ...connect, [key]: changed(value) }, close]),
    ...Object.entries(counters).slice(0, 2).map(([key, value]): [string, TracedEvent, TracedEvent] => [`close with another ${key}`, connect, { ...close, [key]: changed(value) }]),
    ['an unacknowledged byte', connect, { ...close, bytes_unacked: 1 }],
    ['a namespace that is the host\'s', { ...connect, netns: 4026531833 }, close],
    ['an attribution that says nothing', { ...connect, attribution: 'connect' }, close],
    ['the owner once more at the close', connect, { ...close, process: 'client --now' }],
    ['an outcome of what did not fail', { ...connect, outcome: 'success' }, close],
    ['a close of another reason', connect, { ...close, close_reason: 'rst_local' }],
    ['a close that came too early', connect, { ...close, time: 1000.3 }],
    ['a duration without the handshake', connect, { ...close, duration: 0.2 }],
  ];

  test.each(changes)('%s', (_, open, end) => {
    expect(judge(truthOf(connection), [open, end])).not.toEqual([]);
  });

  test.each([
    ['nothing at all', []],
    ['no close', [connect]],
    ['no connect', [close]],
    ['connect twice', [connect, close, connect]],
    ['connect twice, with another flow id', [connect, close, { ...connect, flow_id: 'f2' }]],
    ['an accept of the same process', [connect, close, { ...connect, event: 'accept', direction: 'inbound', flow_id: 'f2' }]],
    ['a failure beside the success', [connect, close, { ...connect, event: 'connect_failed', flow_id: 'f2' }]],
    ['something ownerless at an address of the case', [connect, close, { time: 1000.5, event: 'close', ...tuple, flow_id: 'f2' }]],
    ['another owner at an address of the case', [connect, close, { ...connect, process_id: 7, flow_id: 'f2' }]],
  ] as [string, TracedEvent[]][])('%s', (_, events) => {
    expect(judge(truthOf(connection), events)).not.toEqual([]);
  });

  test('two connections that share a flow id', () => {
    const second = { ...connection, src_port: 40001 };
    const events = [connect, close, { ...connect, src_port: 40001 }, { ...close, src_port: 40001 }];
    expect(judge(truthOf(connection, second), events)).not.toEqual([]);
    expect(judge(truthOf(connection, second), events.map((event) => ({ ...event, flow_id: `f${event.src_port}` })))).toEqual([]);
  });

  test('an id of both ends of what connects to itself, or of a restored socket', () => {
    const [own, restored] = [{ ...connection, dest_port: 40000 }, { ...connection, restored: true as const }];
    const self = [connect, close].map((event) => ({ ...event, dest_port: 40000 }));
    const existing = [{ ...without(connect, 'response_time'), event: 'existing', restored: true }, without(close, 'duration')];
    for (const [truth, events] of [[own, self], [restored, existing]] as const) {
      expect(judge(truthOf(truth), events)).not.toEqual([]);
      expect(judge(truthOf(truth), events.map((event) => without(event, 'connection_id')))).toEqual([]);
    }
  });

  test('ends that have two ids, and ends of two connections that have one', () => {
    const inbound = { ...connect, event: 'accept', direction: 'inbound', flow_id: 'f2' };
    const other = { ...connect, src_port: 40001, flow_id: 'f3' };
    expect(partedEnds([connect, close, inbound, { ...other, connection_id: 'c2' }])).toEqual([]);
    expect(partedEnds([connect, { ...inbound, connection_id: 'c2' }])).toEqual([expect.stringMatching(/^two ids: /)]);
    expect(partedEnds([connect, other])).toEqual([expect.stringMatching(/^one id, c1, /)]);
    expect(partedEnds([connect, inbound, { ...inbound, flow_id: 'f3' }])).toEqual([expect.stringMatching(/^one id, c1, /)]);
    expect(partedEnds([connect, { ...connect, flow_id: 'f2' }])).toEqual([expect.stringMatching(/^one id, c1, /)]);
    expect(partedEnds([connect, { ...close, connection_id: 'c2' }])).toEqual(['two ids: flow f1']);
  });

  test('a close that has the bytes of another connection of the same tuple', () => {
    const [first, second] = [connection, { ...connection, bytes_in: 9, open_time: [1000.6, 1000.65], close_time: [1000.7, 1000.75] } as const];
    const later = { ...connect, time: 1000.62, flow_id: 'f2' };
    const laterClose = { ...close, time: 1000.72, duration: 0.1, flow_id: 'f2' };
    expect(judge(truthOf(first, second), [connect, close, later, { ...laterClose, bytes_in: 9 }])).toEqual([]);
    expect(judge(truthOf(first, second), [connect, { ...close, bytes_in: 9 }, later, laterClose])).not.toEqual([]);
  });
});

describe('failures', () => {
  const refused: ConnectionTruth = { ...connection, src_ip: undefined, src_port: undefined, any_source: true, established: undefined, outcome: 'refused', errno: 'ECONNREFUSED' };
  const failed: TracedEvent = { ...connect, event: 'connect_failed', outcome: 'refused', errno: 'ECONNREFUSED' };
  const event = without(without(failed, 'response_time'), 'connection_id');

  test('pass once, with their source', () => {
    expect(judge(truthOf(refused), [event])).toEqual([]);
    expect(judge(truthOf(refused), [event, event])).not.toEqual([]);
    expect(judge(truthOf(refused), [without(event, 'flow_id')])).not.toEqual([]);
    expect(judge(truthOf(refused), [without(event, 'src_port')])).not.toEqual([]);
    expect(judge(truthOf(refused), [{ ...event, errno: 'ETIMEDOUT' }])).not.toEqual([]);
    expect(judge(truthOf(refused), [{ ...event, outcome: 'aborted' }])).not.toEqual([]);
  });

  test('have a flow id each', () => {
    expect(judge(truthOf(refused, refused), [event, { ...event, flow_id: 'f2' }])).toEqual([]);
    expect(judge(truthOf(refused, refused), [event, event])).not.toEqual([]);
  });

  test('have no source where there was none', () => {
    const noSource = { ...refused, any_source: undefined };
    expect(judge(truthOf(noSource), [event])).not.toEqual([]);
    expect(judge(truthOf(noSource), [without(without(event, 'src_ip'), 'src_port')])).toEqual([]);
  });
});

describe('listeners', () => {
  const address = { direction: 'listening', dest_ip: '127.0.0.1', dest_port: 80 };
  const listen = { time: 1000.015, event: 'listen', ...address, ...without({ ...ownerKeys }, 'thread_id') };
  const end = { time: 1000.75, event: 'listen_close', ...address, duration: 0.74, process_id: 100, process_name: 'client', process_guid, user: 'root' };

  test('begin and end once', () => {
    expect(judge(truthOf(listener), [listen, end])).toEqual([]);
    expect(judge(truthOf(listener), [listen, listen, end])).not.toEqual([]);
    expect(judge(truthOf(listener), [listen])).not.toEqual([]);
    expect(judge(truthOf(listener), [{ ...listen, dest_port: 0 }, end])).not.toEqual([]);
  });
});

describe('the contract', () => {
  const line = '{"time":1795244934.617803,"event":"connect","direction":"outbound","bytes_in":5}';
  const breachesOf = (text: string): string[] => breaches(text, JSON.parse(text) as TracedEvent);

  test('is kept by a plain event', () => {
    expect(breachesOf(line)).toEqual([]);
  });

  test.each([
    ['milliseconds', line.replace('617803', '617')],
    ['another first key', line.replace('"time":1795244934.617803,', '')],
    ['a zero counter', line.replace('5}', '0}')],
    ['an unknown key', line.replace('bytes_in', 'rx')],
    ['a number as text', line.replace('5}', '"5"}')],
    ['an unknown event', line.replace('connect', 'open')],
    ['a key twice', line.replace('}', ',"bytes_in":6}')],
    ['too long', line.replace('}', `,"process":"${'x'.repeat(5000)}"}`)],
  ])('is broken by %s', (_, text) => {
    expect(breachesOf(text)).toHaveLength(1);
  });

  test('wants one order of keys', () => {
    const order = new KeyOrder();
    order.add({ a: 1, b: 2 });
    order.add({ b: 2, c: 3 });
    expect(order.contradictions).toEqual([]);
    order.add({ b: 2, a: 1 });
    expect(order.contradictions).toEqual(['a b']);
  });
});

const none = new Set<string>();

describe('the storm', () => {
  const storm = parseStorm('{"case":"storm","kind":"endpoint","dest_ip":"0.0.0.0","dest_port":80}\n[0,100,101,40000,1,5]\n[1,200,200,40000,1,5]\n');
  const inbound = { ...close, direction: 'inbound', process_id: 200, close_reason: 'fin_remote', bytes_in: 5 };
  const events = [
    { ...connect, src_port: 40000 },
    { ...close, close_reason: 'fin_local', bytes_in: 0, bytes_out: 5 },
    { ...without(connect, 'thread_id'), event: 'accept', direction: 'inbound', process_id: 200 },
    without(inbound, 'bytes_out'),
  ] as TracedEvent[];

  test('is counted by owner, tuple and bytes', () => {
    expect(compareStorm(storm, events, 'lifecycle', none)).toEqual({ expected: 4, right: 4, excused: 0, missing: [], wrong: [] });
    expect(compareStorm(storm, events.slice(1), 'lifecycle', none)).toMatchObject({ right: 3, missing: [expect.stringContaining('connect')], wrong: [] });
    expect(compareStorm(storm, [...events, ...events.slice(0, 1)], 'lifecycle', none)).toMatchObject({ right: 4, missing: [], wrong: [expect.stringContaining('too many')] });
    expect(compareStorm(storm, events.slice(1), 'lifecycle', new Set(['40000 127.0.0.1']))).toMatchObject({ right: 3, excused: 1, missing: [], wrong: [] });
    const [unknown, seen] = [{ ...events.at(-1), bytes_in: 0, bytes_out: 0, close_reason: 'unknown' }, new Set(['40000 127.0.0.1'])];
    expect(compareStorm(storm, [...events.slice(0, -1), unknown], 'lifecycle', seen)).toMatchObject({ right: 3, excused: 1, missing: [], wrong: [] });
    expect(compareStorm(storm, [...events.slice(0, -1), unknown], 'lifecycle', none)).toMatchObject({ missing: [expect.any(String)], wrong: [expect.any(String)] });
    expect(compareStorm(storm, [...events, unknown], 'lifecycle', seen)).toMatchObject({ right: 4, missing: [], wrong: [expect.stringContaining('too many')] });
    expect(compareStorm(storm, [{ ...connect, process_id: 1 }, ...events.slice(1)], 'lifecycle', none)).toMatchObject({ missing: [expect.any(String)], wrong: [expect.any(String)] });
  });
});

describe('a start amid a storm', () => {
  const row = (port: number): string => `[0,100,101,${port},1,5]`;
  const storm = parseStorm(`{"case":"storm","kind":"endpoint","dest_port":80}\n${[1, 2, 3].map(row).join('\n')}\n`);
  const begin = (port: number): TracedEvent => ({ ...connect, src_port: port, flow_id: `f${port}` });
  const end = (port: number): TracedEvent => ({ ...close, src_port: port, flow_id: `f${port}` });

  test('all is there from the first that is', () => {
    const whole = [1, 2, 3].flatMap((port) => [begin(port), end(port)]);
    expect(compareAfterStart(storm, whole, none)).toEqual({ expected: 3, missing: [], repeated: [], unended: [] });
    expect(compareAfterStart(storm, whole.slice(1), none)).toMatchObject({ expected: 2, missing: [] });
    expect(compareAfterStart(storm, whole.filter(({ src_port }) => src_port !== 2), none).missing).toEqual([expect.stringContaining('connect outbound 2 ')]);
    expect(compareAfterStart(storm, [...whole, { ...begin(3), event: 'existing' }], none).repeated).toEqual(['begin f3']);
    expect(compareAfterStart(storm, [begin(3)], none).unended).toHaveLength(1);
  });
});

test('the table counts what is wrong by aspect', () => {
  const truth = truthOf(connection);
  const events = eventsOfCases([truth], [{ ...connect, user: 'nobody' }, { ...close, bytes_in: 8 }]).get('one') ?? [];
  const table = renderTable('title', new Map([['one', match(expectedUnits(truth, host('lifecycle')), groupByFlow(events))]]));
  expect(table).toContain('0 of 2 events right in every field, 0 of 1 cases whole');
  expect(table.split('\n')[2]).toMatch(/^one +0 +2 +1 wrong +ok +ok +1 wrong +ok +0 +0$/);
});

function changed(value: Value): Value {
  return typeof value === 'number' ? value + 1 : `${value}x`;
}
