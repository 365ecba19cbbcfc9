/** When the input reports on itself: health in its interval and soon after a loss, and of each loss a line in the log. */
import { lossText, lostCount, type Totals } from './counters';
import { healthValues, type HealthKind, type HealthState, type HealthValues } from './event';
import type { Log } from '../log';

/** A loss is reported within 5 s of when it began, and not more often than each 4. */
const lossTicks = 4;

interface Reported {
  readonly totals: Totals;
  readonly tick: number;
}

export interface ReportsOptions {
  /** Ticks, which are seconds. */
  readonly healthInterval: number;
  readonly log: Log;
  /** When all events so far are with the output. */
  readonly totals: () => Totals;
  readonly state: () => Omit<HealthState, 'seconds'>;
  /** Queues an event. False: it was not taken, and what it counted is still to be reported. */
  readonly push: (event: HealthValues) => boolean;
}

export class Reports {
  readonly #options: ReportsOptions;
  #tick = 0;
  #reported: Reported | undefined;
  #warned: Reported | undefined;

  constructor(options: ReportsOptions) {
    this.#options = options;
  }

  /** What was reported last. */
  get totals(): Totals | undefined {
    return this.#reported?.totals;
  }

  tick(totals: Totals): void {
    this.#tick += 1;
    const elapsed = this.#tick - (this.#reported?.tick ?? 0);
    // While the output is blocked, reports of a loss would only add to what waits: then one in an interval is enough.
    const lossGap = totals.writer.queuedNotes > 0 ? this.#options.healthInterval : lossTicks;
    if (this.#tick - (this.#warned?.tick ?? -lossGap) >= lossGap) this.#warn(totals);
    if (elapsed >= this.#options.healthInterval) this.report('interval');
    else if (elapsed >= lossGap && lost(totals, this.#reported) > 0) this.report('loss');
  }

  report(kind: HealthKind): void {
    const totals = this.#options.totals();
    const state = { ...this.#options.state(), seconds: this.#tick - (this.#reported?.tick ?? 0) };
    if (this.#options.push(healthValues(kind, totals, this.#reported?.totals, state))) this.#reported = { totals, tick: this.#tick };
  }

  /** Now, what a tick would say in its time. */
  warn(): void {
    this.#warn(this.#options.totals());
  }

  #warn(totals: Totals): void {
    const count = lost(totals, this.#warned);
    if (count === 0) return;
    this.#options.log.warn(`${count} events were lost: ${lossText(totals, this.#warned?.totals)}`);
    this.#warned = { totals, tick: this.#tick };
  }
}

function lost(now: Totals, before: Reported | undefined): number {
  return lostCount(now) - (before === undefined ? 0 : lostCount(before.totals));
}
