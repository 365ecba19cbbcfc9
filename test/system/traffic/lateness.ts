/** How late the machine lets a process be: what a test allows beyond what it demands. */
import { readFileSync } from 'node:fs';

const everyMs = 10;
/** An event that comes late has waited in these last milliseconds. */
const windowMs = 250;

/** How long a process's first thread has waited for a processor, in all; 0 of one that has ended. The second number: nanoseconds (fs/proc/base.c). */
function waitedMs(pid: number): number {
  try {
    const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}

interface Tick {
  readonly atMs: number;
  readonly lateMs: number;
  /** Of the other process, in all. */
  readonly waitedMs: number;
}

export class Lateness {
  readonly #ticks: Tick[] = [];
  readonly #timer: NodeJS.Timeout;

  /** From now on, until `end`. @param pid of another, whose waits for a processor count, too */
  constructor(pid?: number) {
    let due = performance.now() + everyMs;
    this.#timer = setInterval(() => {
      const atMs = performance.now();
      this.#ticks.push({ atMs, lateMs: Math.max(0, atMs - due), waitedMs: pid === undefined ? 0 : waitedMs(pid) });
      due = performance.now() + everyMs;
    }, everyMs);
  }

  /** Milliseconds within which this part of the timers came, and that the other has waited in as many windows. @param part 1: all of them */
  end(part = 1): number {
    clearInterval(this.#timer);
    return share(this.#ticks.map(({ lateMs }) => lateMs), part) + share(this.#waits(), part);
  }

  /** Before each tick, for the length of a window. */
  #waits(): readonly number[] {
    let first = 0;
    return this.#ticks.map(({ atMs, waitedMs: now }) => {
      while ((this.#ticks[first]?.atMs ?? atMs) < atMs - windowMs) first += 1;
      return now - (this.#ticks[first]?.waitedMs ?? now);
    });
  }
}

function share(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
}
