/** Passes over the records of connections: one at a time, in slices between which the event loop has its turn. */

/** After so long a slice ends behind the part that is at work: what waits for the event loop waits 20 ms at most. */
const sliceMs = 15;

/** Runs what has been begun a part further. */
export type Parts = IterableIterator<unknown>;

export class Passes {
  readonly #isCrowded: () => boolean;
  #current: Promise<boolean> | undefined;
  #cancelled = 0;

  /** @param isCrowded whether what the parts emit had better be read before the next */
  constructor(isCrowded: () => boolean) {
    this.#isCrowded = isCrowded;
  }

  /**
   * Behind the one that is under way; the first slice at once where none is. False: cancelled, or the time was over. Rejects
   * with what a part throws.
   * @param untilMs on the clock of performance.now()
   */
  async run(begin: () => Parts, untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const asked = this.#cancelled;
    while (this.#current !== undefined) await this.#current.catch(() => undefined);
    const isOver = (): boolean => this.#cancelled !== asked || performance.now() > untilMs;
    this.#current = inSlices(begin(), isOver, this.#isCrowded);
    try {
      return await this.#current;
    } finally {
      this.#current = undefined;
    }
  }

  /** Nothing of those that were asked for runs any more. */
  cancel(): void {
    this.#cancelled += 1;
  }
}

async function inSlices(parts: Parts, isOver: () => boolean, isCrowded: () => boolean): Promise<boolean> {
  for (;;) {
    const endMs = performance.now() + sliceMs;
    do {
      if (isOver()) return false;
      if (parts.next().done === true) return true;
    } while (performance.now() < endMs && !isCrowded());
    await new Promise((resolve) => setImmediate(resolve));
  }
}
