/** When what the kernel side sums is read: each probe's own interval, and the rest at the stop. */
import type { Elements } from '../elements';
import { errorText, type Log } from '../log';
import { sampleProbes } from '../probes';
import type { Probe, Sums } from '../probes/probe';
import type { Settings } from '../settings';
import type { Tracing } from './tracing';
import type { Way } from './way';

export interface IntervalsOptions {
  readonly tracer: Pick<Tracing, 'changeTurn' | 'takeSums' | 'runOver' | 'lookAt' | 'nowNs'>;
  readonly way: Pick<Way, 'takeInterval'>;
  /** Microseconds since 1970. */
  readonly clock: { now(): number };
  readonly settings: Settings;
  readonly log: Log;
}

/** How long a program may be at the sums of an interval that has ended. */
const leastBehindNs = 500e6;

/** What is known of an interval at its end; its sums are read a tick later. */
interface Ended {
  readonly beside: readonly Elements[];
  readonly startUs: number;
  readonly endUs: number;
  readonly endNs: number;
}

export class Intervals {
  readonly #summed: readonly Summed[];

  constructor(options: IntervalsOptions) {
    const probes = sampleProbes.filter(({ name }) => options.settings.probes.includes(name));
    this.#summed = probes.flatMap((probe) => (probe.sums === undefined ? [] : [new Summed(options, probe, probe.sums)]));
  }

  start(): void {
    for (const one of this.#summed) one.start();
  }

  /** Called every second or so. */
  tick(): void {
    for (const one of this.#summed) one.tick();
  }

  /** When no program adds anything any more: what was not read yet, and what was summed since. */
  end(): void {
    for (const one of this.#summed) one.end();
  }
}

class Summed {
  readonly #options: IntervalsOptions;
  readonly #probe: Probe;
  readonly #sums: Sums;
  readonly #everyTicks: number;
  #ticks = 0;
  #startUs = 0;
  #ended: Ended | undefined;

  constructor(options: IntervalsOptions, probe: Probe, sums: Sums) {
    this.#options = options;
    this.#probe = probe;
    this.#sums = sums;
    this.#everyTicks = sums.seconds(options.settings);
  }

  start(): void {
    this.#startUs = this.#options.clock.now();
  }

  tick(): void {
    this.#ticks += 1;
    if (this.#isBeingSummed()) return;
    this.#tried(() => this.#report());
    if (this.#ticks % this.#everyTicks === 0) this.#tried(() => this.#change());
  }

  /** A tick that came late may be close behind the one before. */
  #isBeingSummed(): boolean {
    return this.#ended !== undefined && this.#options.tracer.nowNs - this.#ended.endNs < leastBehindNs;
  }

  end(): void {
    this.#tried(() => this.#report());
    this.#tried(() => this.#change());
    this.#tried(() => this.#report());
  }

  #change(): void {
    const { tracer, clock } = this.#options;
    const { pass, beside: others } = this.#sums;
    if (pass !== undefined) tracer.runOver(pass.program, pass.map);
    const beside = others.map((map) => tracer.lookAt(map));
    const [endUs, endNs] = [clock.now(), tracer.nowNs];
    tracer.changeTurn(this.#probe.name);
    this.#ended = { beside, startUs: this.#startUs, endUs, endNs };
    this.#startUs = endUs;
  }

  #report(): void {
    const ended = this.#ended;
    if (ended === undefined) return;
    this.#ended = undefined;
    this.#options.way.takeInterval(this.#probe.name, { ...ended, sums: this.#options.tracer.takeSums(this.#probe.name) });
  }

  /** What it would have reported is missing then; everything else goes on. */
  #tried(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#options.log.error(`${errorText(error)}: sums of the probe ${this.#probe.name} are missing; run "ebpf_trace check"`);
    }
  }
}
