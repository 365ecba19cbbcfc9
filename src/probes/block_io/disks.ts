/** What an interval's sums say of each disk and operation: those of all processors together. */
import type { Elements, Interval } from '../../elements';
import { block_io_request_value, block_io_sum_key, block_io_sum_value, request_state, slot } from '../../generated/samples';
import { stringAt } from '../../services/owners/path_text';
import { Histogram } from '../histogram';

const { get, at, length } = block_io_sum_value;

export class Times {
  readonly histogram = new Histogram();
  count = 0;
  ns = 0;
  #most = 0;

  add(count: number, ns: number, mostNs: number): void {
    this.count += count;
    this.ns += ns;
    this.#most = Math.max(this.#most, mostNs);
  }

  /** Microseconds. */
  get average(): number {
    return this.ns / this.count / 1000;
  }

  get most(): number {
    return this.#most / 1000;
  }

  /** The end of its slot is beyond the longest one where that is in the same slot. */
  quantile(part: number): number {
    return Math.min(this.most, this.histogram.quantile(part));
  }
}

/** An operation of a disk. */
export class Disk {
  readonly device = new Times();
  readonly queue = new Times();
  count = 0;
  bytes = 0;
  errors = 0;
  inFlight = 0;
  /** When the oldest of those was issued, on the clock of samples. */
  oldestNs = Number.POSITIVE_INFINITY;

  constructor(readonly number: number, readonly op: number, public name = '') {}
}

export class Disks {
  /** Names of those that were at work once, for those that only hang. */
  readonly #names = new Map<number, string>();

  /** Those that completed anything, or have something in flight. */
  read({ sums, beside: [requests] }: Interval): readonly Disk[] {
    const found = new Map<string, Disk>();
    this.#learnNames(sums);
    for (let index = 0; index < sums.count; index += 1) {
      const key = index * sums.keyBytes;
      const number = block_io_sum_key.get.device(sums.keys, key);
      const base = index * sums.valueBytes;
      addSum(this.#disk(found, number, block_io_sum_key.get.op(sums.keys, key)), sums.values, base);
    }
    for (let index = 0; index < (requests?.count ?? 0); index += 1) if (requests !== undefined) this.#addInFlight(found, requests.values, index * requests.valueBytes);
    return [...found.values()].filter(({ count, bytes, inFlight }) => count + bytes + inFlight > 0);
  }

  /** Of those alone that a request named: one whose completion no program saw names none. */
  #learnNames({ count, keys, keyBytes, values, valueBytes }: Elements): void {
    for (let index = 0; index < count; index += 1) {
      const name = stringAt(values, index * valueBytes + at.disk, length.disk);
      if (name !== '') this.#names.set(block_io_sum_key.get.device(keys, index * keyBytes), name);
    }
  }

  #disk(found: Map<string, Disk>, number: number, op: number): Disk {
    const key = `${number} ${op}`;
    const disk = found.get(key) ?? new Disk(number, op);
    found.set(key, disk);
    disk.name = this.#names.get(number) ?? `${number >>> 20}:${number & 0xfffff}`;
    return disk;
  }

  #addInFlight(found: Map<string, Disk>, values: DataView, base: number): void {
    const request = block_io_request_value.get;
    if (request.state(values, base) !== request_state.REQUEST_ISSUED) return;
    const disk = this.#disk(found, request.device(values, base), request.op(values, base));
    disk.inFlight += 1;
    disk.oldestNs = Math.min(disk.oldestNs, request.issued_ns(values, base));
  }
}

function addSum(disk: Disk, values: DataView, base: number): void {
  disk.count += get.count(values, base);
  disk.bytes += get.bytes(values, base);
  disk.errors += get.errors(values, base);
  disk.device.add(get.timed(values, base), get.device_ns(values, base), get.device_most_ns(values, base));
  disk.queue.add(get.queued(values, base), get.queue_ns(values, base), get.queue_most_ns(values, base));
  for (let index = 0; index < slot.SLOTS; index += 1) {
    disk.device.histogram.add(index, get.device_slots(values, base, index));
    disk.queue.histogram.add(index, get.queue_slots(values, base, index));
  }
}
