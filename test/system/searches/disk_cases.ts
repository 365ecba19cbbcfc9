/** Disks that are slow, fail or hang, and those that do not: written by hand, since none of these can be had for the asking. */
import { type Case, hour, minute, now } from './case';
import { Recorded } from './recorded';

const recently = now - 30 * minute;

const disk = (fields: object, { time = recently, host = 'web1' } = {}): Recorded => {
  const interval = { event: 'interval', device: 'sda', device_number: '8:0', operation: 'write', seconds: 60, count: 1000, bytes: 4096000, errors: 0, in_flight: 0 };
  const times = { device_time_avg: 0.002, device_time_p50: 0.001, device_time_p95: 0.008, device_time_p99: 0.02, device_time_max: 0.5, queue_time_avg: 0.001, queue_time_p99: 0.004 };
  const raw = JSON.stringify({ time, ...interval, ...times, ...fields });
  return new Recorded([{ time, raw, host, source: 'ebpf_trace://main', sourcetype: 'ebpf:block_io', index: 'ebpf' }]);
};
const together = (...all: readonly Recorded[]): (() => Recorded) => () => new Recorded(all.flatMap(({ events }) => events));

const slow = { search: 'Slow disk', columns: ['host', 'device', 'operation', 'intervals', 'requests', 'device_time_p99'] } as const;
const failing = { search: 'Disk with errors', columns: ['host', 'device', 'operation', 'errors', 'requests'] } as const;
const stuck = { search: 'Request stuck at a disk', columns: ['host', 'device', 'operation', 'intervals', 'in_flight', 'in_flight_oldest'] } as const;

export const diskCases: readonly Case[] = [
  {
    ...slow, when: 'one percent takes long in two intervals, and of another disk in none',
    events: together(disk({ device_time_p99: 0.4 }), disk({ device_time_p99: 0.3 }, { time: recently + minute }), disk({ device: 'sdb' })), rows: [['web1', 'sda', 'write', 2, 2000, '0.4']],
  },
  { ...slow, when: 'it was a few requests alone', events: together(disk({ device_time_p99: 0.4, count: 7 })), rows: [] },
  { ...slow, when: 'fewer are enough', events: together(disk({ device_time_p99: 0.4, count: 7 })), macros: { disk_slow_requests: '5' }, rows: [['web1', 'sda', 'write', 1, 7, '0.4']] },
  { ...slow, when: 'it was long ago', events: together(disk({ device_time_p99: 0.4 }, { time: now - 3 * hour })), rows: [] },
  { ...slow, when: 'as much is usual there', events: together(disk({ device_time_p99: 0.4 })), macros: { disk_slow_ms: '500' }, rows: [] },
  {
    ...failing, when: 'reads of one disk fail', events: together(disk({ operation: 'read', errors: 3 }), disk({ operation: 'read', errors: 2, count: 10 }, { time: recently + minute }), disk({})),
    rows: [['web1', 'sda', 'read', 5, 1010]],
  },
  { ...failing, when: 'none fails', events: together(disk({})), rows: [] },
  {
    ...stuck, when: 'a disk completes nothing any more', events: together(disk({ count: 0, in_flight: 4, in_flight_oldest: 31 }), disk({ count: 0, in_flight: 4, in_flight_oldest: 91 }, { time: recently + minute })),
    rows: [['web1', 'sda', 'write', 2, '4', '91']],
  },
  { ...stuck, when: 'requests are in flight for a moment', events: together(disk({ in_flight: 32, in_flight_oldest: 0.2 })), rows: [] },
];
