/** Requests to disks, in sums each interval, and slow ones: bpf/probes/block_io/. */
import { block_io_sample } from '../../generated/samples';
import { emitProcess } from '../../services/owners/emit_process';
import { detailFields, nameFields } from '../../services/owners/fields';
import { stringAt } from '../../services/owners/path_text';
import { amount, type Column, type Fields, span, word as cell } from '../../text/columns';
import { type Emit, type Key, key, word } from '../../text/emit';
import type { Colour } from '../../text/terminal';
import type { Interval } from '../../elements';
import type { Context, Field, Probe, Reader } from '../probe';
import { type Disk, Disks, type Times } from './disks';
import { errorOf, operationName } from './operations';

const { get, at: place, length: lengths } = block_io_sample;
const [intervalWord, slowWord] = [word('event', 'interval'), word('event', 'slow')];
const [device, deviceNumber, operation, seconds] = [key('device'), key('device_number'), key('operation'), key('seconds')];
const [count, bytes, errors, untimed, inFlight, oldest] = [key('count'), key('bytes'), key('errors'), key('untimed'), key('in_flight'), key('in_flight_oldest')];
const [deviceTime, queueTime, sector, errno] = [key('device_time'), key('queue_time'), key('sector'), key('errno')];

/** Names of a time's average, quantiles and longest. */
interface TimeKeys {
  readonly average: Key;
  readonly quantiles: readonly (readonly [key: Key, part: number])[];
  readonly most: Key;
}

const quantiles = [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]] as const;
const timeKeys = (name: string): TimeKeys => ({
  average: key(`${name}_avg`), quantiles: quantiles.map(([suffix, part]) => [key(`${name}_${suffix}`), part]), most: key(`${name}_max`),
});
const [deviceKeys, queueKeys] = [timeKeys('device_time'), timeKeys('queue_time')];

function emitTimes(times: Times, keys: TimeKeys, emit: Emit): void {
  if (times.count === 0) return;
  emit.micros(keys.average, times.average);
  for (const [name, part] of keys.quantiles) emit.micros(name, times.quantile(part));
  emit.micros(keys.most, times.most);
}

function emitDevice(name: string, number: number, op: number, emit: Emit): void {
  emit.text(device, name);
  emit.text(deviceNumber, `${number >>> 20}:${number & 0xfffff}`);
  emit.text(operation, operationName(op));
}

function emitDisk(disk: Disk, { startUs, endUs, endNs }: Interval, emit: Emit): void {
  emit.begin('block_io', endUs);
  emit.word(intervalWord);
  emitDevice(disk.name, disk.number, disk.op, emit);
  emit.micros(seconds, endUs - startUs);
  emit.number(count, disk.count);
  emit.number(bytes, disk.bytes);
  emit.number(errors, disk.errors);
  if (disk.count > disk.device.count) emit.number(untimed, disk.count - disk.device.count);
  emit.number(inFlight, disk.inFlight);
  if (disk.inFlight > 0) emit.micros(oldest, Math.max(0, endNs - disk.oldestNs) / 1000);
  emitTimes(disk.device, deviceKeys, emit);
  emitTimes(disk.queue, queueKeys, emit);
  emit.end();
}

function emitSlow(view: DataView, at: number, context: Context, emit: Emit): void {
  emit.begin('block_io', context.clock.micros(get.head_time_ns(view, at)));
  emit.word(slowWord);
  emitDevice(stringAt(view, at + place.disk, lengths.disk), get.device(view, at), get.op(view, at), emit);
  emit.number(bytes, get.bytes(view, at));
  emit.micros(deviceTime, get.device_ns(view, at) / 1000);
  emit.micros(queueTime, get.queue_ns(view, at) / 1000);
  emit.number(sector, get.sector(view, at));
  const error = errorOf(get.status(view, at));
  if (error !== undefined) emit.text(errno, error);
  emitProcess(get.pid(view, at), context.owners.find(get.owner(view, at)), 'detailKeys', emit);
  emit.end();
}

class BlockIoReader implements Reader {
  readonly #context: Context;
  readonly #disks = new Disks();

  constructor(context: Context) {
    this.#context = context;
  }

  take(view: DataView, at: number, _length: number, emit: Emit): void {
    emitSlow(view, at, this.#context, emit);
  }

  *interval(interval: Interval, emit: Emit): Generator<void> {
    for (const disk of this.#disks.read(interval)) {
      emitDisk(disk, interval, emit);
      yield;
    }
  }
}

const timeFields = (name: string, what: string): readonly Field[] => [
  { name: `${name}_avg`, type: 'number', unit: 'seconds', description: `of an interval: average of ${what}` },
  ...quantiles.map(([suffix, part]): Field => ({
    name: `${name}_${suffix}`, type: 'number', unit: 'seconds', description: `of an interval: what ${part * 100} percent did not exceed, up to a quarter too long: the end of its slot in a histogram with four slots a power of two`,
  })),
  { name: `${name}_max`, type: 'number', unit: 'seconds', description: 'of an interval: the longest' },
];

const fields: readonly Field[] = [
  { name: 'event', type: 'string', description: 'interval (what an operation of a disk did in block_io_interval), slow (a request that took block_io_slow_ms or more, when it completed)' },
  { name: 'device', type: 'string', description: 'name of the whole disk, as sda; what its partitions do is its own' },
  { name: 'device_number', type: 'string', description: 'major and minor number of that, as 8:0' },
  { name: 'operation', type: 'string', description: 'read, write, flush, discard, secure_erase, write_zeroes; one of zones by its number in the kernel, as op_13. /proc/diskstats has all but read, flush and discard under writes' },
  { name: 'seconds', type: 'number', unit: 'seconds', description: 'of an interval: how long it was; the last one ends with the input' },
  { name: 'count', type: 'number', unit: 'requests', description: 'of an interval: requests that completed, as /proc/diskstats counts them; in a flush without data, which is a write of 0 bytes there, the flush that serves it is one of its own' },
  { name: 'bytes', type: 'number', unit: 'bytes', description: 'that completed' },
  { name: 'errors', type: 'number', unit: 'requests', description: 'of an interval: of count, those that failed' },
  { name: 'untimed', type: 'number', unit: 'requests', description: 'of an interval: of count, those without times: a flush without data, which is never issued to the disk, and what was issued before the input started; absent where there is none' },
  { name: 'in_flight', type: 'number', unit: 'requests', description: "of an interval: at the device and not completed at the interval's end" },
  { name: 'in_flight_oldest', type: 'number', unit: 'seconds', description: 'how long the oldest of those was there by then; absent where in_flight is 0' },
  ...timeFields('device_time', 'the time from the last issue to the device until the completion'),
  ...timeFields('queue_time', 'the time from the allocation of a request until that issue: in plugs, schedulers and queues'),
  { name: 'device_time', type: 'number', unit: 'seconds', description: 'of a slow request: from its last issue to the device to its completion' },
  { name: 'queue_time', type: 'number', unit: 'seconds', description: 'of a slow request: from its allocation to that issue; 0 where the disk has iostats off' },
  { name: 'sector', type: 'number', unit: '512 bytes', description: 'of a slow request: where it begins on the whole disk' },
  { name: 'errno', type: 'string', description: "of a slow request: name of the kernel's error, as EIO; absent where there was none" },
  { name: 'process_id', type: 'number', description: 'of a slow request: who put it into a queue or gave it to the device; of buffered writes, and of writes behind a flush, a thread of the kernel' },
  ...nameFields,
  ...detailFields,
];

const columns: readonly Column<Fields>[] = [
  { title: 'DEVICE', align: 'left', width: 8, mostWidth: 16, leaves: 0, text: ({ device: name }) => cell(name) },
  { title: 'OP', align: 'left', width: 7, mostWidth: 12, leaves: 0, text: ({ operation: name }) => cell(name) },
  { title: 'COUNT', align: 'right', width: 7, leaves: 0, text: (event) => cell(event['count']) },
  { title: 'BYTES', align: 'right', width: 5, leaves: 3, text: (event) => amount(event['bytes']) },
  { title: 'QUEUE', align: 'right', width: 8, leaves: 4, text: (event) => span(event['queue_time'] ?? event['queue_time_avg']) },
  { title: 'DEV P50', align: 'right', width: 8, leaves: 2, text: (event) => span(event['device_time_p50']) },
  { title: 'DEV P99', align: 'right', width: 8, leaves: 2, text: (event) => span(event['device_time_p99']) },
  { title: 'DEV MAX', align: 'right', width: 8, leaves: 0, text: (event) => span(event['device_time'] ?? event['device_time_max']) },
];

function colour({ event, errors: failed, errno: error }: Fields): Colour | undefined {
  if (error !== undefined || (typeof failed === 'number' && failed > 0)) return 'red';
  return event === 'slow' ? 'bold' : undefined;
}

export const blockIo: Probe = {
  name: 'block_io',
  title: 'Disks',
  description: 'For each operation of each disk an event an interval: how many requests completed, how many bytes, and how long they waited and took; and each slow request with its process. Intervals in which an operation did nothing, and has nothing in flight, have no event.',
  fields,
  sampleBytes: block_io_sample.size,
  columns,
  colour,
  sums: { seconds: ({ blockIoInterval }) => blockIoInterval, pass: { program: 'find_ended_io', map: 'block_io_requests' }, beside: ['block_io_requests'] },
  open: (context) => new BlockIoReader(context),
};
