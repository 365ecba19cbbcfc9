/**
 * Ends of processes that wait for their processor time: the kernel knows all of it only when it frees the process, which is
 * after its parent has reaped it.
 */
import type { Owner } from '../../services/owners/owners';

/** What its connections were by then, all that it has connected or accepted. */
export interface Connections {
  readonly opened: number;
  readonly closed: number;
  /** Of those that had closed. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** What the end showed. */
export interface Exit {
  readonly timeNs: number;
  readonly startNs: number;
  /** What is known of it by then. */
  readonly cpuNs: number;
  readonly peakBytes: number;
  /** As wait(2) has it. */
  readonly status: number;
  readonly pid: number;
  readonly isForkedOnly: boolean;
  readonly isExecCounted: boolean;
  /** Undefined: none, or nobody counts them. */
  readonly connections?: Connections | undefined;
  /** As it was described then: the description may be gone when it is reported. */
  readonly owner: Owner | undefined;
}

interface Waiting {
  readonly exit: Exit;
  /** On the clock of performance.now(). */
  readonly sinceMs: number;
}

/** A parent may never reap its child; what waits longer is reported without. */
const mostMs = 10_000;
const mostWaiting = 100_000;

export class Exits {
  readonly #waiting = new Map<string, Waiting>();
  readonly #nowMs: () => number;

  constructor(nowMs = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Gives one that has to go for it, where there are too many. */
  add(exit: Exit): Exit | undefined {
    this.#waiting.set(keyOf(exit.pid, exit.startNs), { exit, sinceMs: this.#nowMs() });
    if (this.#waiting.size <= mostWaiting) return undefined;
    return this.takeDue(true);
  }

  /** Undefined: it was reported already, or never seen. */
  take(pid: number, startNs: number): Exit | undefined {
    const key = keyOf(pid, startNs);
    const found = this.#waiting.get(key)?.exit;
    this.#waiting.delete(key);
    return found;
  }

  /** The first one, if it waits too long, or anyway. They come in the order of time. */
  takeDue(isAny: boolean): Exit | undefined {
    const [first] = this.#waiting.values();
    if (first === undefined || (!isAny && this.#nowMs() - first.sinceMs <= mostMs)) return undefined;
    return this.take(first.exit.pid, first.exit.startNs);
  }
}

function keyOf(pid: number, startNs: number): string {
  return `${pid} ${startNs}`;
}
