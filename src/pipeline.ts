/**
 * The data's way: a sample comes from the ring, is decoded by its probe, named with its owner, formatted, and queued
 * for the output. Beside it a tick each second: clock, counters, health, and what the hooks cannot tell.
 */
import { probe_id, process_sample } from './generated/samples';
import { Clock } from './kernel/clock';
import { ownNetns } from './kernel/host';
import type { Libbpf } from './kernel/libbpf';
import { Tracer } from './kernel/tracer';
import type { Format } from './output/format';
import type { Writer } from './output/writer';
import { Owners } from './owners/owners';
import { sampleProbes } from './probes';
import { type HealthKind, healthJson, hooksInUse, lostCount, type Totals } from './probes/health';
import type { Context, Probe } from './probes/probe';
import type { ProbeName, Settings } from './settings';
import { errorText, type Log } from './splunk/log';

export interface PipelineOptions {
  readonly libbpf: Libbpf;
  readonly object: string;
  readonly settings: Settings;
  readonly format: Format;
  readonly writer: Writer;
  readonly log: Log;
}

const tickMs = 1000;
/** A loss is told within 5 s of when it began, and not more often than each 4. */
const lossTicks = 4;
/** Events of one read of the ring go to the queue together, in texts of about this length. */
const textCharacters = 32 * 1024;

interface Tally {
  events: number;
  bytes: number;
}

export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #clock = new Clock();
  readonly #owners: Owners;
  readonly #context: Context;
  readonly #probes: readonly (Probe | undefined)[];
  readonly #tallies: readonly Tally[];
  readonly #tracer: Tracer;
  #text = '';
  #textEvents = 0;
  #decodeErrors = 0;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #told: { readonly totals: Totals; readonly tick: number } | undefined;
  #listensAsked = 0;

  /** Throws a TracerError if there can be no tracing. */
  constructor(options: PipelineOptions) {
    const { settings, format } = options;
    this.#options = options;
    this.#owners = new Owners(settings, format.escape);
    this.#context = { owners: this.#owners, isSummary: settings.mode === 'summary', ownNetns: ownNetns() };
    const ids = Array.from({ length: probe_id.PROBE_COUNT }, (_, id) => id);
    this.#probes = ids.map((id) => sampleProbes.find((probe) => probe.id === id));
    this.#tallies = ids.map(() => ({ events: 0, bytes: 0 }));
    this.#tracer = new Tracer({
      ...options,
      onSample: (view, at, length) => this.#take(view, at, length),
      onTurn: () => this.#flush(),
    });
  }

  start(): void {
    this.#tell('start');
    this.#iterate(() => this.#tracer.start());
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /** Detaches, reads what is there, and says goodbye; the writer still has to write it. Gives the last totals. */
  stop(): Totals {
    clearInterval(this.#timer);
    this.#tracer.stop(() => this.#tell('stop'));
    return this.#told?.totals ?? this.totals;
  }

  get totals(): Totals {
    const { writer, settings } = this.#options;
    const perProbe = (read: (tally: Tally) => number): Partial<Record<ProbeName, number>> =>
      Object.fromEntries(sampleProbes.filter(({ name }) => settings.probes.includes(name))
        .map(({ name, id }) => [name, read(this.#tallies[id] ?? { events: 0, bytes: 0 })]));
    return {
      kernel: this.#tracer.readCounters(),
      writer: writer.counters,
      decodeErrors: this.#decodeErrors,
      events: perProbe(({ events }) => events),
      bytes: perProbe(({ bytes }) => bytes),
    };
  }

  /** One sample. Whatever is wrong with it, the next one is read. */
  #take(view: DataView, at: number, length: number): void {
    try {
      const id = process_sample.get.head_probe(view, at);
      if (id === probe_id.PROBE_PROCESS) this.#owners.take(view, at, length);
      else this.#format(id, view, at, length);
    } catch (error) {
      this.#decodeErrors += 1;
      this.#options.log.warn(`a sample could not be read: ${String(error)}`);
    }
  }

  #format(id: number, view: DataView, at: number, length: number): void {
    const probe = this.#probes[id];
    const tally = this.#tallies[id];
    if (probe === undefined || tally === undefined) throw new Error(`sample of unknown probe ${id}`);
    if (length < probe.sampleBytes) throw new Error(`${probe.name} sample of ${length} bytes`);
    const json = probe.format(view, at, this.#context);
    this.#append(`ebpf:${probe.name}`, this.#clock.text(probe.timeNs(view, at)), json, tally);
  }

  #append(sourcetype: string, time: string, rest: string, tally?: Tally): void {
    const json = `{"time":${time},${rest}`;
    if (tally !== undefined) {
      tally.events += 1;
      tally.bytes += Buffer.byteLength(json);
    }
    const text = this.#options.format.event(sourcetype, time, json);
    if (text === '') return; // a table shows no health
    this.#text += text;
    this.#textEvents += 1;
    if (this.#text.length > textCharacters) this.#flush();
  }

  #flush(): void {
    if (this.#textEvents === 0) return;
    this.#options.writer.push(this.#text, this.#textEvents);
    this.#text = '';
    this.#textEvents = 0;
  }

  #tick(): void {
    this.#ticks += 1;
    this.#clock.refresh();
    this.#owners.forget();
    const totals = this.totals;
    this.#tellHealth(totals);
    this.#walkForListens(totals);
    const { mode, summaryInterval } = this.#options.settings;
    const isDue = mode === 'summary' && summaryInterval > 0 && this.#ticks % summaryInterval === 0;
    if (isDue) this.#iterate(() => this.#tracer.reportFlows());
  }

  /** What an iterator would have told is missing then; everything else goes on. */
  #iterate(read: () => void): void {
    try {
      read();
    } catch (error) {
      this.#options.log.error(`${errorText(error)}: existing connections or interval reports are missing; run "ebpf_trace check"`);
    }
  }

  #tellHealth(totals: Totals): void {
    const { totals: before, tick } = this.#told ?? { totals, tick: 0 };
    const elapsed = this.#ticks - tick;
    if (elapsed >= this.#options.settings.healthInterval) this.#tell('interval');
    else if (elapsed >= lossTicks && lostCount(totals) > lostCount(before)) this.#tell('loss');
  }

  /** Where no system call shows whether a listen succeeded, a walk does. */
  #walkForListens({ kernel }: Totals): void {
    if (this.#tracer.hasSystemCalls || kernel.listens_asked === this.#listensAsked) return;
    this.#listensAsked = kernel.listens_asked;
    this.#iterate(() => this.#tracer.walk());
  }

  #tell(kind: HealthKind): void {
    this.#flush();
    const totals = this.totals;
    const { settings, log } = this.#options;
    const json = healthJson(kind, totals, this.#told?.totals, {
      mode: settings.mode,
      probes: settings.probes,
      seconds: this.#ticks - (this.#told?.tick ?? 0),
      knownProcesses: this.#owners.size,
      ringFill: this.#tracer.ringFill,
      hooks: hooksInUse(this.#tracer.programs, settings.probes),
    });
    const lost = lostCount(totals) - (this.#told === undefined ? 0 : lostCount(this.#told.totals));
    if (lost > 0) log.warn(`${lost} events were lost since the last health event: see ebpf:health`);
    this.#append('ebpf:health', this.#clock.now(), json);
    this.#flush();
    this.#told = { totals, tick: this.#ticks };
  }
}
