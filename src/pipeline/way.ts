/** The data's way: a sample comes from the ring, its probe's reader emits events, named with their owner, and they are queued for the output. */
import type { Interval } from '../elements';
import { probe_id, owner_sample } from '../generated/samples';
import type { SampleSink } from '../kernel/tracer';
import type { Log } from '../log';
import type { Format } from '../output/format';
import type { Output } from '../output/output';
import { sampleProbes } from '../probes';
import { probeIds, type ProbeName } from '../probes/names';
import type { Context, Probe, Reader } from '../probes/probe';
import type { Emit } from '../text/emit';
import { Tallies } from './tally';

export interface WayOptions {
  readonly format: Format;
  readonly output: Output;
  readonly log: Log;
  readonly context: Context;
}

/** Events of one read of the ring go to the queue together, in parts of about this length. */
const partBytes = 32 * 1024;
/** More than this waits only where the reader is slow, or where very much happens at once. */
const behindBytes = 2 * 1024 * 1024;
const catchUpMs = 50;

interface Station {
  readonly probe: Probe;
  readonly reader: Reader;
}

export class Way implements SampleSink {
  readonly #options: WayOptions;
  /** By their number. */
  readonly #stations: readonly (Station | undefined)[];
  readonly tallies = new Tallies();
  /** Events that are with the output. */
  #pushed: number;
  #decodeErrors = 0;
  #lateMs = Number.POSITIVE_INFINITY;
  #late = 0;

  constructor(options: WayOptions) {
    this.#options = options;
    this.#pushed = options.format.ended;
    const ids = Array.from({ length: probe_id.PROBE_COUNT }, (_, id) => id);
    const probes = ids.map((id) => sampleProbes.find(({ name }) => probeIds[name] === id));
    this.#stations = probes.map((probe) => probe && { probe, reader: probe.open(options.context) });
  }

  /** Samples that could not be read. */
  get decodeErrors(): number {
    return this.#decodeErrors;
  }

  /** Those that came when there was no time for them any more. */
  get late(): number {
    return this.#late;
  }

  /** At the stop: from when on samples are only counted, on the clock of performance.now(). */
  endAt(lateMs: number): void {
    this.#lateMs = lateMs;
  }

  /** One sample. Whatever is wrong with it, the next one is read. */
  take(view: DataView, at: number, length: number): void {
    try {
      const id = owner_sample.get.head_probe(view, at);
      if (id === probe_id.PROBE_OWNER) this.#options.context.owners.take(view, at, length);
      else if (this.#isLate()) this.#late += 1;
      else this.#read(id, view, at, length);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#options.format.undo();
    this.#decodeErrors += 1;
    this.#options.log.warn(`a sample could not be read: ${String(error)}`);
  }

  /** What readers kept back for too long, or at the end all of it. */
  emitDue(isEnd = false): void {
    this.#stations.forEach((station, id) => {
      while (station !== undefined && this.#emitDueOf(id, station.reader, isEnd));
    });
    this.turn();
  }

  /** One event; false: there was none. */
  #emitDueOf(id: number, reader: Reader, isEnd: boolean): boolean {
    return reader.emitDue !== undefined && this.#emitOne(id, () => reader.emitDue?.(this.#options.format, isEnd) === true);
  }

  /** An event of this probe, if it says that there is one. */
  #emitOne(id: number, emit: () => boolean): boolean {
    const { format, output } = this.#options;
    if (format.waitingBytes === 0) format.writeInto(output.room());
    const { ended, jsonBytes } = format;
    const isOne = emit();
    this.tallies.add(id, format.ended - ended, format.jsonBytes - jsonBytes);
    if (format.waitingBytes > partBytes) this.turn();
    return isOne;
  }

  /** What a probe summed in an interval. */
  takeInterval(probe: ProbeName, interval: Interval): void {
    const id = probeIds[probe];
    try {
      const steps = this.#stations[id]?.reader.interval?.(interval, this.#options.format);
      while (this.#emitOne(id, () => steps?.next().done === false));
    } catch (error) {
      this.#failed(error);
    }
    this.turn();
  }

  /** What was read in a turn goes to the output together. */
  turn(): void {
    const { format, output } = this.#options;
    const events = format.ended - this.#pushed;
    if (events === 0) return;
    const bytes = format.take();
    // A view may show nothing of an event: then there is nothing to write.
    const isTaken = bytes.length === 0 || output.push(bytes, events);
    this.#pushed = format.ended;
    this.tallies.settle(isTaken);
  }

  get isBehind(): boolean {
    return this.#options.output.counters.queuedBytes > behindBytes;
  }

  catchUp(): Promise<unknown> {
    return this.#options.output.flush(catchUpMs);
  }

  /** An event of the program's own, whole; never dropped. False: it was not taken. */
  note(write: (emit: Emit) => void): boolean {
    const { format, output } = this.#options;
    this.turn();
    format.writeInto(output.room());
    write(format);
    this.#pushed = format.ended;
    const bytes = format.take();
    return bytes.length === 0 || output.push(bytes, 0); // a table shows no health
  }

  #isLate(): boolean {
    return this.#lateMs !== Number.POSITIVE_INFINITY && performance.now() > this.#lateMs;
  }

  #read(id: number, view: DataView, at: number, length: number): void {
    const { format, output } = this.#options;
    const station = this.#stations[id];
    if (station === undefined) throw new Error(`sample of unknown probe ${id}`);
    const { probe, reader } = station;
    if (length < probe.sampleBytes) throw new Error(`${probe.name} sample of ${length} bytes`);
    if (format.waitingBytes === 0) format.writeInto(output.room());
    const { ended, jsonBytes } = format;
    reader.take(view, at, length, format);
    this.tallies.add(id, format.ended - ended, format.jsonBytes - jsonBytes);
    if (format.waitingBytes > partBytes) this.turn();
  }
}
