import type { Elements, Interval } from '../../src/elements';
import { block_io_request_value, block_io_sample, block_io_sum_key, block_io_sum_value, probe_id, request_state } from '../../src/generated/samples';
import { jsonLines } from '../../src/output/byte_format';
import { blockIo } from '../../src/probes/block_io';
import { contextOf, type Event, eventOf, timeNsOf } from './formatted';
import { type Layout, type Members, sample, wgetGuid } from './sample';

const [read, write, flush, discard] = [0, 1, 2, 3] as const;
const sda = 8 << 20;

const slow = (members: Members = {}) => sample(block_io_sample, {
  head_time_ns: 20_000_000_000, head_probe: probe_id.PROBE_BLOCK_IO, owner: 8193, pid: 4321, device: sda, disk: Buffer.from('sda'), op: write, sector: 2048, bytes: 4096,
  device_ns: 1_200_000_000, queue_ns: 34_000_000, ...members,
});

describe('a slow request', () => {
  test('has its times and its issuer', () => {
    expect(eventOf(blockIo, slow())).toEqual({
      event: 'slow', device: 'sda', device_number: '8:0', operation: 'write', bytes: 4096, device_time: 1.2, queue_time: 0.034, sector: 2048,
      process_id: 4321, process_name: 'wget', process_guid: wgetGuid, user: 'root', parent_process_id: 4300, parent_process_name: 'bash', parent_process_guid: expect.any(String) as string,
      process_path: '/usr/bin/wget', process: 'wget -q http://192.0.2.1/',
    });
    expect(timeNsOf(blockIo, slow())).toBe(20_000_000_000);
  });

  test('of nobody who is known says of whom nothing', () => {
    expect(eventOf(blockIo, slow({ owner: 0, pid: 0 }))).not.toHaveProperty('process_id');
    expect(eventOf(blockIo, slow({ owner: 1 }))).toMatchObject({ process_id: 4321 });
  });

  test.each([[0, undefined], [10, 'EIO'], [2, 'ETIMEDOUT'], [-5, 'EIO'], [-28, 'ENOSPC'], [200, 'EIO']])('of status %i has the errno %s', (status, errno) => {
    expect(eventOf(blockIo, slow({ status: new Uint8Array(Int32Array.of(status).buffer) }))['errno']).toBe(errno);
  });

  test('of an operation that has no name everywhere has its number', () => {
    expect([flush, discard, 13].map((op) => eventOf(blockIo, slow({ op }))['operation'])).toEqual(['flush', 'discard', 'op_13']);
  });
});

function elements(rows: readonly (readonly [key: readonly [Layout, Members] | undefined, value: readonly [Layout, Members]])[]): Elements {
  const bytesOf = ([layout, members]: readonly [Layout, Members]): Buffer => {
    const { view, at, length } = sample(layout, members);
    return Buffer.from(view.buffer, view.byteOffset + at, length);
  };
  const keys = Buffer.concat(rows.map(([key]) => (key === undefined ? Buffer.alloc(8) : bytesOf(key))));
  const values = Buffer.concat(rows.map(([, value]) => bytesOf(value)));
  const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { count: rows.length, keyBytes: 8, valueBytes: values.length / Math.max(1, rows.length), keys: viewOf(keys), values: viewOf(values) };
}

/** Counts by slot, as the kernel side has them. */
const slots = (counts: Readonly<Record<number, number>>): Uint8Array => new Uint8Array(Uint32Array.from({ length: 128 }, (_, index) => counts[index] ?? 0).buffer);
const sum = (key: Members, value: Members) => [[block_io_sum_key, { device: sda, ...key }], [block_io_sum_value, { disk: Buffer.from('sda'), ...value }]] as const;
const inFlight = (members: Members) => [undefined, [block_io_request_value, { device: sda, state: request_state.REQUEST_ISSUED, ...members }]] as const;

const interval = (sums: readonly ReturnType<typeof sum>[], requests: readonly ReturnType<typeof inFlight>[] = []): Interval => (
  { sums: elements(sums), beside: [elements(requests)], startUs: 1_700_000_000_000_000, endUs: 1_700_000_060_000_000, endNs: 100e9 }
);

function eventsOf(intervals: readonly Interval[]): readonly Event[] {
  const [format, known] = [jsonLines(), blockIo.fields.map(({ name }) => name)];
  const reader = blockIo.open(contextOf());
  for (const one of intervals) for (const _ of reader.interval?.(one, format) ?? []) continue;
  const lines = Buffer.from(format.take()).toString().split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const { time, ...event } = JSON.parse(line) as Event;
    expect(time).toBe(1_700_000_060);
    expect(Object.keys(event)).toEqual(known.filter((name) => name in event));
    return event;
  });
}

describe('an interval', () => {
  test('takes the name of a disk from what has one', () => {
    const named = [sum({ op: read }, { count: 1, disk: Buffer.alloc(0) }), sum({ op: write }, { count: 1 })];
    const unnamed = [sum({ op: read }, { count: 1, disk: Buffer.alloc(0) })];
    expect(eventsOf([interval(named), interval(unnamed)]).map(({ device, operation }) => [device, operation])).toEqual([['sda', 'read'], ['sda', 'write'], ['sda', 'read']]);
  });

  test('is an event a disk and operation, of all processors together', () => {
    const [first, other] = [
      { count: 3, bytes: 12288, errors: 1, timed: 3, device_ns: 3_030_000, device_most_ns: 1_010_000, device_slots: slots({ 35: 3 }), queued: 2, queue_ns: 14_000, queue_most_ns: 10_000, queue_slots: slots({ 4: 1, 9: 1 }) },
      { count: 1, bytes: 4096, timed: 1, device_ns: 5_000_000, device_most_ns: 5_000_000, device_slots: slots({ 44: 1 }), queued: 1, queue_ns: 1000, queue_most_ns: 1000, queue_slots: slots({ 1: 1 }) },
    ] as const;
    expect(eventsOf([interval([sum({ op: read }, first), sum({ op: read, cpu: 1 }, other), sum({ op: write }, { count: 2, bytes: 0 })])])).toEqual([
      {
        event: 'interval', device: 'sda', device_number: '8:0', operation: 'read', seconds: 60, count: 4, bytes: 16384, errors: 1, in_flight: 0,
        device_time_avg: 0.002008, device_time_p50: 0.001024, device_time_p95: 0.005, device_time_p99: 0.005, device_time_max: 0.005,
        queue_time_avg: 0.000005, queue_time_p50: 0.000005, queue_time_p95: 0.00001, queue_time_p99: 0.00001, queue_time_max: 0.00001,
      },
      { event: 'interval', device: 'sda', device_number: '8:0', operation: 'write', seconds: 60, count: 2, bytes: 0, errors: 0, untimed: 2, in_flight: 0 },
    ]);
  });

  test('has what hangs, also where nothing else happens, by the name that it had', () => {
    const requests = [inFlight({ op: write, issued_ns: 40e9 }), inFlight({ op: write, issued_ns: 70e9 }), inFlight({ op: write, issued_ns: 1, state: request_state.REQUEST_QUEUED })];
    const events = eventsOf([interval([sum({ op: write }, { count: 1, timed: 1 })]), interval([], requests), interval([], [inFlight({ device: (259 << 20) | 3, issued_ns: 99e9 })]), interval([])]);
    expect(events.slice(1)).toEqual([
      { event: 'interval', device: 'sda', device_number: '8:0', operation: 'write', seconds: 60, count: 0, bytes: 0, errors: 0, in_flight: 2, in_flight_oldest: 60 },
      { event: 'interval', device: '259:3', device_number: '259:3', operation: 'read', seconds: 60, count: 0, bytes: 0, errors: 0, in_flight: 1, in_flight_oldest: 1 },
    ]);
  });

  test('in which a disk did nothing has no event of it', () => {
    expect(eventsOf([interval([sum({ op: read }, {})]), interval([])])).toEqual([]);
  });
});
