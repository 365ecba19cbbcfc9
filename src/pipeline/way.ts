/** The data's way: a sample comes from the ring, is decoded by its probe, named with its owner, formatted, and queued for the output. */
import { probe_id, process_sample } from '../generated/samples';
import type { Clock } from '../kernel/clock';
import type { SampleSink } from '../kernel/tracer';
import type { Log } from '../log';
import type { Format } from '../output/format';
import type { Output } from '../output/output';
import { sampleProbes } from '../probes';
import { probeIds } from '../probes/names';
import type { Context, Probe } from '../probes/probe';
import { Tallies } from './tally';

export interface WayOptions {
  readonly format: Format;
  readonly output: Output;
  readonly log: Log;
  readonly clock: Clock;
  readonly context: Context;
}

/** Events of one read of the ring go to the queue together, in texts of about this length. */
const textCharacters = 32 * 1024;

export class Way implements SampleSink {
  readonly #options: WayOptions;
  /** By their number. */
  readonly #probes: readonly (Probe | undefined)[];
  readonly tallies = new Tallies();
  #text = '';
  #textEvents = 0;
  #decodeErrors = 0;
  #lateMs = Number.POSITIVE_INFINITY;
  #late = 0;

  constructor(options: WayOptions) {
    this.#options = options;
    this.#probes = Array.from({ length: probe_id.PROBE_COUNT }, (_, id) => sampleProbes.find(({ name }) => probeIds[name] === id));
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
      const id = process_sample.get.head_probe(view, at);
      if (id === probe_id.PROBE_PROCESS) this.#options.context.owners.take(view, at, length);
      else if (this.#isLate()) this.#late += 1;
      else this.#format(id, view, at, length);
    } catch (error) {
      this.#decodeErrors += 1;
      this.#options.log.warn(`a sample could not be read: ${String(error)}`);
    }
  }

  /** What was read in a turn goes to the output together. */
  turn(): void {
    if (this.#textEvents === 0) return;
    // A view may show nothing of an event: then there is nothing to write.
    const isTaken = this.#text === '' || this.#options.output.push(this.#text, this.#textEvents);
    this.#text = '';
    this.#textEvents = 0;
    this.tallies.settle(isTaken);
  }

  #isLate(): boolean {
    return this.#lateMs !== Number.POSITIVE_INFINITY && performance.now() > this.#lateMs;
  }

  #format(id: number, view: DataView, at: number, length: number): void {
    const { format, clock, context } = this.#options;
    const probe = this.#probes[id];
    if (probe === undefined) throw new Error(`sample of unknown probe ${id}`);
    if (length < probe.sampleBytes) throw new Error(`${probe.name} sample of ${length} bytes`);
    const time = clock.text(probe.timeNs(view, at));
    const json = `{"time":${time},${probe.format(view, at, context)}`;
    this.#text += format.event(`ebpf:${probe.name}`, time, json);
    this.#textEvents += 1;
    this.tallies.add(id, format.bytes(json));
    if (this.#text.length > textCharacters) this.turn();
  }
}
