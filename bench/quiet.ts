/** Other work on the machine would be measured too: each storm waits for its end, though not for ever. */
import { readFileSync } from 'node:fs';
import { pause } from './running';

const lookMs = 400;
const patienceMs = 60_000;
const idleEnough = 0.9;

/** Until the processors have nothing to do, or patience is over. */
export async function quietMachine(): Promise<void> {
  const limit = performance.now() + patienceMs;
  for (let before = processorTime(); performance.now() < limit; ) {
    await pause(lookMs);
    const now = processorTime();
    if ((now.idle - before.idle) / (now.all - before.all) >= idleEnough) return;
    before = now;
  }
  process.stdout.write(`the machine was not quiet within ${patienceMs / 1000} s: the next storm shares it\n`);
}

/** In ticks, of all processors: the first line of /proc/stat, where the fourth number is idle time. */
function processorTime(): { readonly idle: number; readonly all: number } {
  const [, ...ticks] = (/^cpu .*/.exec(readFileSync('/proc/stat', 'latin1'))?.[0] ?? '').trim().split(/\s+/).map(Number);
  return { idle: ticks[3] ?? 0, all: ticks.reduce((sum, one) => sum + one, 0) };
}
