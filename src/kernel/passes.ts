/** Passes over many objects of the kernel, as records of connections: one at a time, in slices between which the event loop has its turn. */

/** After so long a slice ends behind the part that is at work: what waits for the event loop waits 20 ms at most. */
const usualSliceMs = 15;

/** Runs what has been begun a part further; returned from, it leaves the rest. */
export type Parts = Generator | ArrayIterator<unknown>;

/** Where the parts emit to. */
export interface Drain {
  /** Whether it had better be read before the next part. */
  readonly isCrowded: () => boolean;
  /** Reads, some milliseconds at most. */
  readonly relieve: () => void;
}

export interface Pace {
  /** On the clock of performance.now(). */
  readonly untilMs?: number;
  /** Where the event loop can wait until what is emitted fills a part of the ring: before anything else is at work. */
  readonly sliceMs?: number;
}

export class Passes {
  readonly #drain: Drain;
  #current: Promise<boolean> | undefined;
  #cancelled = 0;

  constructor(drain: Drain) {
    this.#drain = drain;
  }

  /**
   * Behind the one that is under way; the first slice at once where none is. False: cancelled, or the time was over. Rejects
   * with what a part throws.
   */
  async run(begin: () => Parts, { untilMs = Number.POSITIVE_INFINITY, sliceMs = usualSliceMs }: Pace = {}): Promise<boolean> {
    const asked = this.#cancelled;
    while (this.#current !== undefined) await this.#current.catch(() => undefined);
    const isOver = (): boolean => this.#cancelled !== asked || performance.now() > untilMs;
    this.#current = inSlices(begin(), { isOver, sliceMs, drain: this.#drain });
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

interface Slices {
  readonly isOver: () => boolean;
  readonly sliceMs: number;
  readonly drain: Drain;
}

async function inSlices(parts: Parts, { isOver, sliceMs, drain }: Slices): Promise<boolean> {
  try {
    for (;;) {
      const endMs = performance.now() + sliceMs;
      if (drain.isCrowded()) drain.relieve();
      do {
        if (isOver()) return false;
        if (parts.next().done === true) return true;
      } while (performance.now() < endMs && !drain.isCrowded());
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    parts.return?.(undefined);
  }
}
