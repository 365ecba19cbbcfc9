/** The life of a tracing: its start, a tick each second (clock, counters, health, and what no hook shows), and its stop. */
import type { Totals } from '../health/counters';
import { emitHealth } from '../health/event';
import { Reports } from '../health/reports';
import { stateOf } from '../health/state';
import type { Foreign } from '../host/surroundings';
import { Clock } from '../kernel/clock';
import { errorText, type Log } from '../log';
import type { Format } from '../output/format';
import type { Output } from '../output/output';
import { contextOf } from '../probes/context';
import { Owners } from '../services/owners/owners';
import { Users } from '../services/owners/users';
import type { Settings } from '../settings';
import { Intervals } from './intervals';
import type { Tracing } from './tracing';
import { warningsOf } from './warnings';
import { Way } from './way';

export interface PipelineOptions {
  readonly tracer: Tracing;
  readonly output: Output;
  readonly format: Format;
  readonly settings: Settings;
  readonly log: Log;
  /** What health is to say of the settings. */
  readonly problems?: string;
}

const tickMs = 1000;
/** The part of a stop's time in which open connections report for the last time, in summary mode. */
const reportPart = 0.35;
/** And that until which connections are looked at whose ending no hook showed. */
const endingsPart = 0.42;
/** And the part in which the ring is still read; the output has at least so long, however long that took. */
const readPart = 0.5;
const leastWriteMs = 200;

/** How it ended. */
export interface Ending {
  readonly totals: Totals;
  /** Events that were not written in time; counted as dropped. */
  readonly givenUp: number;
}

export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #clock: Clock;
  readonly #owners: Owners;
  readonly #way: Way;
  readonly #reports: Reports;
  readonly #intervals: Intervals;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  readonly #underWay = new Set<string>();
  /** Listens for which a walk was made. */
  #listensWalked = 0;
  /** Problems that the log has. */
  readonly #warned = new Set<string>();

  constructor(options: PipelineOptions) {
    const { settings, format, output, log, tracer: { surroundings } } = options;
    this.#options = options;
    this.#clock = new Clock(surroundings.bootOffsetNs);
    this.#owners = new Owners(settings, format.escape, new Users({ namesAreTheHosts: !surroundings.foreign.includes('root') }), surroundings);
    const context = contextOf(settings, { clock: this.#clock, owners: this.#owners, hostNetns: surroundings.hostNetns });
    this.#way = new Way({ format, output, log, context });
    this.#intervals = new Intervals({ tracer: options.tracer, way: this.#way, clock: this.#clock, settings, log });
    this.#reports = new Reports({
      healthInterval: settings.healthInterval,
      log,
      totals: () => this.#flushedTotals(),
      state: () => stateOf({ ...options, knownProcesses: this.#owners.size }),
      push: (event) => this.#way.note((emit) => emitHealth(event, this.#clock.now(), emit)),
    });
  }

  /** What of this process's surroundings is not the host's. */
  get foreign(): readonly Foreign[] {
    return this.#options.tracer.surroundings.foreign;
  }

  /** Whatever it throws, nothing of it goes on. */
  start(): void {
    const { tracer, settings, log } = this.#options;
    try {
      this.#reports.report('start');
      tracer.start(this.#way);
      this.#intervals.start();
      if (tracer.programs.some(({ isReadOnce = false }) => isReadOnce)) void this.#pass('readOnce');
      if (settings.existingConnections) void this.#pass('walk');
      for (const warning of warningsOf(tracer, settings)) log.warn(warning);
    } catch (error) {
      tracer.stop();
      tracer.close();
      throw error;
    }
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  /**
   * Detaches, reads what is there and waits until it is written, all of it within about this time. What is left then is given up at
   * an event's end, and counted; the output still has to write the goodbye.
   */
  async stop(withinMs: number): Promise<Ending> {
    clearInterval(this.#timer);
    const beganMs = performance.now();
    const { tracer, output, settings } = this.#options;
    this.#way.endAt(beganMs + withinMs * readPart);
    if (settings.mode === 'summary') await this.#lastPass(tracer.reportLastFlows(beganMs + withinMs * reportPart), 'report: what passed since its last report');
    await this.#lastPass(tracer.findLastEndings(beganMs + withinMs * endingsPart), 'be looked at: an ending that no hook showed, or that no accept followed,');
    tracer.stop();
    this.#intervals.end();
    this.#way.emitDue(true);
    await output.flush(Math.max(leastWriteMs, beganMs + withinMs - performance.now()));
    this.#reports.warn();
    output.drop(this.#way.late);
    const givenUp = this.#way.late + output.giveUp();
    this.#reports.report('stop');
    tracer.close();
    return { totals: this.#reports.totals ?? this.totals, givenUp };
  }

  /** Of each once. */
  #warnOfTargets(): void {
    for (const problem of this.#options.tracer.targets?.problems ?? []) {
      if (this.#warned.has(problem)) continue;
      this.#warned.add(problem);
      this.#options.log.warn(`not attached to ${problem}`);
    }
  }

  get totals(): Totals {
    const { tracer, output, settings: { probes } } = this.#options;
    const { tallies, decodeErrors } = this.#way;
    return {
      kernel: tracer.readCounters(),
      writer: output.counters,
      decodeErrors,
      skipped: tracer.readSkips(),
      events: tallies.events(probes),
      bytes: tallies.bytes(probes),
    };
  }

  #flushedTotals(): Totals {
    this.#way.turn();
    return this.totals;
  }

  #tick(): void {
    this.#ticks += 1;
    this.#clock.refresh();
    this.#owners.forget();
    this.#options.tracer.tick();
    this.#warnOfTargets();
    this.#way.emitDue();
    this.#intervals.tick();
    const { mode, summaryInterval, healthInterval } = this.#options.settings;
    if (this.#ticks % healthInterval === 0) void this.#pass('findEndings');
    const totals = this.totals;
    this.#reports.tick(totals);
    this.#walkForListens(totals);
    const isDue = mode === 'summary' && summaryInterval > 0 && this.#ticks % summaryInterval === 0;
    if (isDue) void this.#pass('reportFlows');
  }

  /** None where the one before is still at work. */
  async #pass(name: 'readOnce' | 'walk' | 'findEndings' | 'reportFlows'): Promise<void> {
    if (this.#underWay.has(name)) return;
    this.#underWay.add(name);
    await this.#options.tracer[name]().catch((error: unknown) => this.#missing(error));
    this.#underWay.delete(name);
  }

  /** What it does not come to is in no event: the next run begins with the totals, and with what is open then. */
  async #lastPass(pass: Promise<boolean>, what: string): Promise<void> {
    const isWhole = await pass.catch((error: unknown) => this.#missing(error));
    if (isWhole === false) this.#options.log.warn(`not every open connection could ${what} is in no event, for want of time before the end`);
  }

  /** What it would have reported is missing then; everything else goes on. */
  #missing(error: unknown): void {
    this.#options.log.error(`${errorText(error)}: what existed before the start or interval reports are missing; run "ebpf_trace check"`);
  }

  /** A listen whose return was not seen (io_uring, a 32-bit program, no tracefs): a walk shows whether it succeeded. */
  #walkForListens({ kernel }: Totals): void {
    const pending = kernel.listens_asked - kernel.listens_answered;
    if (this.#underWay.has('walk')) return; // which may have passed it by
    if (pending > this.#listensWalked) void this.#pass('walk');
    this.#listensWalked = pending;
  }
}
