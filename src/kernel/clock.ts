import { clockNs } from './libbpf';

const realtime = 0;
const boottime = 7;
/** Three reads of a clock take less than this. */
const quickNs = 20_000;
const mostTries = 5;

/** Now, on the clock that samples carry: bpf_ktime_get_boot_ns, which goes on while the host sleeps. */
export function bootNs(): number {
  return clockNs(boottime);
}

/**
 * Nanoseconds since boot to the text of Splunk's <time>: seconds since 1970 with six decimals. The offset between
 * the two clocks is taken anew by `refresh`, since the wall clock is set and slewed while the host runs.
 */
export class Clock {
  readonly #bootOffsetNs: number;
  #offsetNs = 0;

  /** @param bootOffsetNs what CLOCK_BOOTTIME is ahead of the host's, in a time namespace */
  constructor(bootOffsetNs = 0) {
    this.#bootOffsetNs = bootOffsetNs;
    this.refresh();
  }

  /** Keeps the quickest of several readings: one in whose midst the process lost its processor is wrong by half of that time. */
  refresh(): void {
    let quickest = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < mostTries && quickest > quickNs; tries += 1) {
      const before = bootNs();
      const wall = clockNs(realtime);
      const after = bootNs();
      if (after - before >= quickest) continue;
      quickest = after - before;
      this.#offsetNs = wall - (before + after) / 2 + this.#bootOffsetNs;
    }
  }

  /** Microseconds since 1970. */
  micros(sinceBootNs: number): number {
    return Math.floor((sinceBootNs + this.#offsetNs) / 1000);
  }

  /** The same of now. */
  now(): number {
    return this.micros(bootNs() - this.#bootOffsetNs);
  }
}
