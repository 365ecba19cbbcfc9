/** What a contender told of a storm. */
import type { Contender } from './contenders';
import type { Running } from './running';

export interface Told {
  /** Different lines that came, of those that should have. */
  readonly keys: ReadonlySet<string>;
  /** Milliseconds from the kernel's time stamp to the line's arrival; empty if its lines have none. */
  readonly latenciesMs: readonly number[];
}

export function toldOf(running: Running, contender: Contender, port: number): Told {
  const offset = contender.clock === 'monotonic' ? monotonicOffset() : wallOffset();
  const keys = new Set<string>();
  const latenciesMs: number[] = [];
  for (const { text, cameMs } of running.lines()) {
    const key = contender.keyOf(text, port);
    if (key === undefined) continue;
    keys.add(key);
    if (contender.timeMs !== undefined) latenciesMs.push(cameMs + offset - contender.timeMs(text));
  }
  return { keys, latenciesMs };
}

/** What to add to performance.now() for milliseconds of CLOCK_MONOTONIC. */
function monotonicOffset(): number {
  return Number(process.hrtime.bigint()) / 1e6 - performance.now();
}

/** The same for milliseconds since 1970: Date.now() rounds down, so that the greatest of many is the nearest. */
function wallOffset(): number {
  let offset = -Infinity;
  for (let look = 0; look < 100_000; look += 1) offset = Math.max(offset, Date.now() - performance.now());
  return offset;
}
