/** How late the machine lets a process be: what a test allows beyond what it demands. */
import { readFileSync } from 'node:fs';

const everyMs = 10;

/** How long a process's first thread has waited for a processor, in all. The second number: nanoseconds (fs/proc/base.c). */
function waitedMs(pid: number): number {
  const [, waitedNs] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
  return Number(waitedNs) / 1e6;
}

export class Lateness {
  readonly #late: number[] = [];
  readonly #timer: NodeJS.Timeout;

  readonly #pid: number;
  readonly #waitedMs: number;

  /** From now on, until `end`. @param pid of another, whose waits count, too */
  constructor(pid = process.pid) {
    this.#pid = pid;
    this.#waitedMs = waitedMs(pid);
    let due = performance.now() + everyMs;
    this.#timer = setInterval(() => {
      this.#late.push(Math.max(0, performance.now() - due));
      due = performance.now() + everyMs;
    }, everyMs);
  }

  /** Milliseconds within which this part of the timers came; and all that the other has waited. @param part 1: all of them */
  end(part = 1): number {
    clearInterval(this.#timer);
    const sorted = this.#late.sort((a, b) => a - b);
    const waited = this.#pid === process.pid ? 0 : waitedMs(this.#pid) - this.#waitedMs;
    return (sorted[Math.ceil(sorted.length * part) - 1] ?? 0) + waited;
  }
}
