/**
 * The data's way: a sample comes from the ring, is decoded by its probe, named with its owner, formatted, and queued
 * for the output. Beside it a tick each second: clock, counters, health, and what the hooks cannot tell.
 */
import { probe_id, process_sample } from '../generated/samples';
import { containersFeature } from '../host/cgroups';
import { Clock } from '../kernel/clock';
import { type Foreign, foreignCosts } from '../host/surroundings';
import { isTracefsMounted } from '../host/tracefs';
import type { Libbpf } from '../kernel/libbpf';
import { isSystemCall, programs } from '../kernel/programs';
import { Tracer } from '../kernel/tracer';
import type { Format } from '../output/format';
import type { Writer } from '../output/writer';
import { Owners } from '../services/owners/owners';
import { Users } from '../services/owners/users';
import { sampleProbes } from '../probes';
import { probeIds } from '../probes/names';
import type { Totals } from '../health/counters';
import { healthJson } from '../health/event';
import { hooksInUse, missingFeatures } from '../health/features';
import type { Context, Probe } from '../probes/probe';
import { Reports } from '../health/reports';
import type { ProbeName, Settings } from '../settings';
import { errorText, type Log } from '../log';

export interface PipelineOptions {
  readonly libbpf: Libbpf;
  readonly object: string;
  readonly settings: Settings;
  /** In its filters. */
  readonly userNames?: readonly string[];
  readonly format: Format;
  readonly writer: Writer;
  readonly log: Log;
  /** What health is to say of the settings. */
  readonly problems?: string;
}

const tickMs = 1000;
/** Events of one read of the ring go to the queue together, in texts of about this length. */
const textCharacters = 32 * 1024;

const systemCallFeatures = new Set(programs.filter(isSystemCall).map(({ feature }) => feature));

/** Of the time that a stop has, the part in which open connections report for the last time, in summary mode. */
const reportPart = 0.35;
/** And the part in which the ring is still read; the writer has at least so long, however long that took. */
const readPart = 0.5;
const leastWriteMs = 200;

/** How it ended. */
export interface Ending {
  readonly totals: Totals;
  /** Events that were not written in time; counted as dropped. */
  readonly givenUp: number;
}

interface Tally {
  events: number;
  bytes: number;
}

export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #clock: Clock;
  readonly #owners: Owners;
  readonly #context: Context;
  readonly #probes: readonly (Probe | undefined)[];
  /** By probe: what the writer took, and what is in #text. */
  readonly #taken: readonly Tally[];
  readonly #waiting: readonly Tally[];
  readonly #tracer: Tracer;
  readonly #reports: Reports;
  #text = '';
  #textEvents = 0;
  #decodeErrors = 0;
  #timer: NodeJS.Timeout | undefined;
  /** While it stops: from when on samples are only counted. */
  #lateMs = Number.POSITIVE_INFINITY;
  #late = 0;
  #ticks = 0;
  /** Those for which a walk was made. */
  #listensWalked = 0;

  /** Throws if there can be no tracing. */
  constructor(options: PipelineOptions) {
    const { settings, format } = options;
    this.#options = options;
    const ids = Array.from({ length: probe_id.PROBE_COUNT }, (_, id) => id);
    this.#probes = ids.map((id) => sampleProbes.find(({ name }) => probeIds[name] === id));
    this.#taken = ids.map(() => ({ events: 0, bytes: 0 }));
    this.#waiting = ids.map(() => ({ events: 0, bytes: 0 }));
    this.#reports = new Reports({
      healthInterval: settings.healthInterval,
      log: options.log,
      read: () => this.#flushed(),
      write: (kind, now, before, seconds) => this.#pushHealth(healthJson(kind, now, before, this.#state(seconds))),
    });
    this.#tracer = new Tracer({
      ...options,
      onSample: (view, at, length) => this.#take(view, at, length),
      onTurn: () => this.#flush(),
    });
    const { surroundings } = this.#tracer;
    this.#clock = new Clock(surroundings.bootOffsetNs);
    this.#owners = new Owners(settings, format.escape, new Users({ namesAreTheHosts: !surroundings.foreign.includes('root') }), surroundings);
    this.#context = { owners: this.#owners, isSummary: settings.mode === 'summary', hostNetns: surroundings.hostNetns };
  }

  /** What of this process's surroundings is not the host's. */
  get foreign(): readonly Foreign[] {
    return this.#tracer.surroundings.foreign;
  }

  /** Whatever it throws, nothing of it goes on. */
  start(): void {
    try {
      this.#reports.tell('start');
      this.#iterate(() => this.#tracer.start());
      this.#warnOfMissing();
      this.#warnOfNamespaces();
    } catch (error) {
      this.#tracer.stop();
      this.#tracer.close();
      throw error;
    }
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /**
   * Detaches, reads what is there and waits until it is written, all of it within about this time. What is left then is given up at
   * an event's end, and counted; the writer still has to write the goodbye.
   */
  async stop(withinMs: number): Promise<Ending> {
    clearInterval(this.#timer);
    const beganMs = performance.now();
    const { writer } = this.#options;
    this.#lateMs = beganMs + withinMs * readPart;
    if (this.#options.settings.mode === 'summary') this.#iterate(() => this.#reportLastFlows(beganMs + withinMs * reportPart));
    this.#tracer.stop();
    this.#flush();
    await writer.flush(Math.max(leastWriteMs, beganMs + withinMs - performance.now()));
    this.#reports.warn();
    writer.drop(this.#late);
    const givenUp = this.#late + writer.giveUp();
    this.#reports.tell('stop');
    this.#tracer.close();
    return { totals: this.#reports.totals ?? this.totals, givenUp };
  }

  get totals(): Totals {
    const { writer, settings } = this.#options;
    const perProbe = (read: (tally: Tally) => number): Partial<Record<ProbeName, number>> =>
      Object.fromEntries(sampleProbes.filter(({ name }) => settings.probes.includes(name))
        .map(({ name }) => [name, read(this.#taken[probeIds[name]] ?? { events: 0, bytes: 0 })]));
    return {
      kernel: this.#tracer.readCounters(),
      writer: writer.counters,
      decodeErrors: this.#decodeErrors,
      skipped: this.#tracer.readSkips(),
      events: perProbe(({ events }) => events),
      bytes: perProbe(({ bytes }) => bytes),
    };
  }

  /** One sample. Whatever is wrong with it, the next one is read. */
  #take(view: DataView, at: number, length: number): void {
    try {
      const id = process_sample.get.head_probe(view, at);
      if (id === probe_id.PROBE_PROCESS) this.#owners.take(view, at, length);
      else if (this.#isLate()) this.#late += 1;
      else this.#format(id, view, at, length);
    } catch (error) {
      this.#decodeErrors += 1;
      this.#options.log.warn(`a sample could not be read: ${String(error)}`);
    }
  }

  #isLate(): boolean {
    return this.#lateMs !== Number.POSITIVE_INFINITY && performance.now() > this.#lateMs;
  }

  #format(id: number, view: DataView, at: number, length: number): void {
    const probe = this.#probes[id];
    const waiting = this.#waiting[id];
    if (probe === undefined || waiting === undefined) throw new Error(`sample of unknown probe ${id}`);
    if (length < probe.sampleBytes) throw new Error(`${probe.name} sample of ${length} bytes`);
    const time = this.#clock.text(probe.timeNs(view, at));
    const json = `{"time":${time},${probe.format(view, at, this.#context)}`;
    this.#text += this.#options.format.event(`ebpf:${probe.name}`, time, json);
    this.#textEvents += 1;
    waiting.events += 1;
    waiting.bytes += this.#options.format.bytes(json);
    if (this.#text.length > textCharacters) this.#flush();
  }

  #flush(): void {
    if (this.#textEvents === 0) return;
    // A view may show nothing of an event: then there is nothing to write.
    const isTaken = this.#text === '' || this.#options.writer.push(this.#text, this.#textEvents);
    this.#text = '';
    this.#textEvents = 0;
    this.#waiting.forEach((waiting, id) => moveTally(waiting, isTaken ? this.#taken[id] : undefined));
  }

  #flushed(): Totals {
    this.#flush();
    return this.totals;
  }

  #tick(): void {
    this.#ticks += 1;
    this.#clock.refresh();
    this.#owners.forget();
    const { mode, summaryInterval, healthInterval } = this.#options.settings;
    if (this.#ticks % healthInterval === 0) this.#iterate(() => this.#tracer.findEndings());
    const totals = this.totals;
    this.#reports.tick(totals);
    this.#walkForListens(totals);
    const isDue = mode === 'summary' && summaryInterval > 0 && this.#ticks % summaryInterval === 0;
    if (isDue) this.#iterate(() => this.#tracer.reportFlows());
  }

  /** What passed since the last reports would be in no event otherwise: the next run begins with the totals. */
  #reportLastFlows(untilMs: number): void {
    const isWhole = this.#tracer.reportLastFlows(untilMs);
    if (!isWhole) this.#options.log.warn('not every open connection could report in the time before the end: what passed since its last report is in no event');
  }

  /** What an iterator would have told is missing then; everything else goes on. */
  #iterate(read: () => void): void {
    try {
      read();
    } catch (error) {
      this.#options.log.error(`${errorText(error)}: existing connections or interval reports are missing; run "ebpf_trace check"`);
    }
  }

  /** A listen whose return was not seen (io_uring, a 32-bit program, no tracefs): a walk tells whether it succeeded. */
  #walkForListens({ kernel }: Totals): void {
    const pending = kernel.listens_asked - kernel.listens_answered;
    if (pending > this.#listensWalked) this.#iterate(() => this.#tracer.walk());
    this.#listensWalked = pending;
  }

  #warnOfMissing(): void {
    const { settings, log } = this.#options;
    if (this.#tracer.hasSystemCalls) return;
    const features = missingFeatures(this.#tracer.programs, settings.probes).filter((name) => systemCallFeatures.has(name));
    const remedy = isTracefsMounted() ? 'give CAP_DAC_READ_SEARCH' : 'mount -t tracefs nodev /sys/kernel/tracing';
    log.warn(`tracing without ${features.join(', ')}: tracefs cannot be read; ${remedy}; "${process.execPath} check" tells what is missing without it`);
  }

  #warnOfNamespaces(): void {
    const costs = this.#tracer.surroundings.foreign.map((name) => [name, foreignCosts[name]] as const).filter(([, cost]) => cost !== '');
    if (costs.length > 0) this.#options.log.warn(`this runs in a container: ${costs.map(([name, cost]) => `${name}: ${cost}`).join('; ')}; see docs/containers.md`);
  }

  #state(seconds: number): Parameters<typeof healthJson>[3] {
    const { settings, problems = '' } = this.#options;
    return {
      mode: settings.mode,
      probes: settings.probes,
      seconds,
      knownProcesses: this.#owners.size,
      ringFill: this.#tracer.ringFill,
      hooks: hooksInUse(this.#tracer.programs),
      degraded: [...missingFeatures(this.#tracer.programs, settings.probes), ...(this.#tracer.hasControlGroups ? [] : [containersFeature])],
      namespaces: this.#tracer.surroundings.foreign,
      problems,
    };
  }

  /** Never dropped, since it tells what was: text without events is queued even when the queue is full. */
  #pushHealth(json: string): boolean {
    const { format, writer } = this.#options;
    const time = this.#clock.now();
    const text = format.event('ebpf:health', time, `{"time":${time},${format.escape(json)}`);
    return text === '' || writer.push(text, 0); // a table shows no health
  }
}

function moveTally(from: Tally, to: Tally | undefined): void {
  if (to !== undefined) {
    to.events += from.events;
    to.bytes += from.bytes;
  }
  from.events = 0;
  from.bytes = 0;
}
