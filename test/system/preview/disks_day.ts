/** Disks of two hosts within an hour, and one before, written by hand: what the view of them must show can be counted here. */
import type { IndexedEvent } from '../../../preview/spl/world';
import { minute, now } from '../searches/case';

const megabyte = 1024 * 1024;
const times = { device_time_avg: 0.002, device_time_p50: 0.001, device_time_p95: 0.008, device_time_p99: 0.02, device_time_max: 0.5, queue_time_avg: 0.001, queue_time_p50: 0.0005, queue_time_p95: 0.003, queue_time_p99: 0.004, queue_time_max: 0.04 };
const sda = { device: 'sda', device_number: '8:0' } as const;
const nvme = { device: 'nvme0n1', device_number: '259:0' } as const;

function event(host: string, minutesAgo: number, fields: object): IndexedEvent {
  const time = now - minutesAgo * minute;
  return { time, raw: JSON.stringify({ time, ...fields }), host, source: 'ebpf_trace://main', sourcetype: 'ebpf:block_io', index: 'ebpf' };
}

const interval = (host: string, minutesAgo: number, disk: object, operation: string, fields: object, measured: object = times): IndexedEvent =>
  event(host, minutesAgo, { event: 'interval', ...disk, operation, seconds: 60, count: 1000, bytes: 4 * megabyte, errors: 0, in_flight: 0, ...fields, ...measured });

const backup = { process_id: 77, process_name: 'backup', process_guid: '00000000-0000-4000-8000-000000000077', user: 'root', user_id: 0, process_path: '/usr/bin/backup', process: 'backup --all' };

export const disksOfADay: readonly IndexedEvent[] = [
  interval('web1', 90, sda, 'write', { count: 1300, bytes: megabyte }),
  interval('web1', 20, sda, 'write', {}, { ...times, device_time_p99: 0.25 }),
  interval('web1', 10, sda, 'write', {}),
  interval('web1', 10, sda, 'read', { count: 500, bytes: 2 * megabyte }),
  interval('db1', 15, nvme, 'read', { count: 100, bytes: megabyte, errors: 3 }),
  interval('db1', 5, nvme, 'write', { count: 0, bytes: 0, in_flight: 4, in_flight_oldest: 95 }, {}),
  event('web1', 20, { event: 'slow', ...sda, operation: 'write', bytes: 4096, device_time: 1.25, queue_time: 0.5, sector: 2048, ...backup }),
  event('db1', 15, { event: 'slow', ...nvme, operation: 'read', bytes: 4096, device_time: 30, queue_time: 0, sector: 8, errno: 'EIO' }),
];
