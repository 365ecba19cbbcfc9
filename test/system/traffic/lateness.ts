/** How late the machine lets a process be: what a test allows beyond what it demands. */
const everyMs = 10;

export class Lateness {
  readonly #late: number[] = [];
  readonly #timer: NodeJS.Timeout;

  /** From now on, until `end`. */
  constructor() {
    let due = performance.now() + everyMs;
    this.#timer = setInterval(() => {
      this.#late.push(Math.max(0, performance.now() - due));
      due = performance.now() + everyMs;
    }, everyMs);
  }

  /** Milliseconds within which this part of the timers came. @param part 1: all of them */
  end(part = 1): number {
    clearInterval(this.#timer);
    const sorted = this.#late.sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
  }
}
