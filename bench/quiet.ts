/** Other work on the machine would be measured too: what is measured waits for its end, though not for ever. */
import { readFileSync } from 'node:fs';
import { pause } from './running';

const lookMs = 400;
const idleEnough = 0.9;

export class Quiet {
  #patienceMs: number;
  #waits = 0;
  #busy = 0;

  /** @param patienceMs of all waits together */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Until the processors have nothing to do, or patience is over. */
  async wait(): Promise<void> {
    this.#waits += 1;
    for (;;) {
      const before = processorTime();
      await pause(lookMs);
      const now = processorTime();
      if ((now.idle - before.idle) / (now.all - before.all) >= idleEnough) return;
      this.#patienceMs -= lookMs;
      if (this.#patienceMs <= 0) break;
    }
    this.#busy += 1;
  }

  /** Whether what came after the waits had the machine to itself. */
  get verdict(): string {
    if (this.#busy === 0) return 'the machine was quiet';
    return `**the machine was busy** before ${this.#busy} of ${this.#waits} measurements: other work took more than a tenth of it`;
  }
}

/** In ticks, of all processors: the first line of /proc/stat, where the fourth number is idle time. */
function processorTime(): { readonly idle: number; readonly all: number } {
  const [, ...ticks] = (/^cpu .*/.exec(readFileSync('/proc/stat', 'latin1'))?.[0] ?? '').trim().split(/\s+/).map(Number);
  return { idle: ticks[3] ?? 0, all: ticks.reduce((sum, one) => sum + one, 0) };
}
