/** Passes over many objects of the kernel, as records of connections: one at a time, in slices between which the event loop has its turn. */

/** After so long a slice ends behind the part that is at work: what waits for the event loop waits 20 ms at most. */
const usualSliceMs = 15;
/** Before a slice, for a reader that is slow: it gets what is left from the queue, which has room for that. */
const longestWaitMs = 1000;

/** Runs what has been begun a part further; returned from, it leaves the rest. */
export type Parts = Generator | ArrayIterator<unknown>;

/** Where the parts emit to. */
export interface Drain {
  /** Whether it had better be read before the next part. */
  readonly isCrowded: () => boolean;
  /** Reads, some milliseconds at most. */
  readonly relieve: () => void;
  /** Whether much of what was read waits to be written, in memory that only a pass over very many would need. */
  readonly isBehind: () => boolean;
  /** Until it is written, some milliseconds at most. */
  readonly catchUp: () => Promise<unknown>;
}

export interface Pace {
  /** On the clock of performance.now(). One that has an end does not wait for the reader. */
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
    const waitMs = untilMs === Number.POSITIVE_INFINITY ? longestWaitMs : 0;
    this.#current = inSlices(begin(), { isOver, sliceMs, waitMs, drain: this.#drain });
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
  readonly waitMs: number;
  readonly drain: Drain;
}

async function inSlices(parts: Parts, slices: Slices): Promise<boolean> {
  const { isOver, sliceMs, drain } = slices;
  try {
    for (;;) {
      if (drain.isCrowded()) drain.relieve();
      if (drain.isBehind()) await caughtUp(slices);
      const endMs = performance.now() + sliceMs;
      do {
        if (isOver()) return false;
        if (parts.next().done === true) return true;
      } while (performance.now() < endMs && !drain.isCrowded());
      await turn();
    }
  } finally {
    parts.return?.(undefined);
  }
}

async function caughtUp({ isOver, waitMs, drain }: Slices): Promise<void> {
  const endMs = performance.now() + waitMs;
  while (drain.isBehind() && !isOver() && performance.now() < endMs) {
    await drain.catchUp();
    await turn(); // of the event loop, also where there is nobody to wait for any more
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
