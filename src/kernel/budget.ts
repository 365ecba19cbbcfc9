/** Time for what others cause, between one renewal and the next. What is begun is done: the last one may go beyond. */
export class Budget {
  readonly #most: number;
  readonly #now: () => number;
  #rest: number;

  /** @param now in milliseconds */
  constructor(mostMs: number, now: () => number = () => performance.now()) {
    this.#most = mostMs;
    this.#rest = mostMs;
    this.#now = now;
  }

  get isSpent(): boolean {
    return this.#rest <= 0;
  }

  spend(action: () => void): void {
    const began = this.#now();
    try {
      action();
    } finally {
      this.#rest -= this.#now() - began;
    }
  }

  /** What went beyond is owed. */
  renew(): void {
    this.#rest = Math.min(this.#most, this.#rest + this.#most);
  }
}
