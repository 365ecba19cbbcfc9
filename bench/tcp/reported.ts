/** What a contender reported of a storm. */
import type { Contender } from './contenders';
import type { Line, Running } from '../running';

export interface Reported {
  /** Lines that came of those that should have; what came twice counts once. */
  readonly lines: number;
  /** What it says to have lost. */
  readonly losses: number;
  /** Milliseconds from the kernel's time stamp to the line's arrival; empty if its lines have none. */
  readonly latenciesMs: readonly number[];
}

export function reportedOf(running: Running, contender: Contender, port: number): Reported {
  const offset = contender.clock === 'monotonic' ? monotonicOffset() : wallOffset();
  const identities = new Set<string>();
  const latenciesMs: number[] = [];
  let losses = 0;
  for (const { text, cameMs } of running.lines()) {
    losses += contender.lossesOf(text);
    if (!contender.isOf(text, port)) continue;
    identities.add(contender.identityOf?.(text) ?? String(identities.size));
    if (contender.timeMs !== undefined) latenciesMs.push(cameMs + offset - contender.timeMs(text));
  }
  return { lines: identities.size, losses, latenciesMs };
}

/** The lines about connections to this port. */
export function* reportedLines(running: Running, contender: Contender, port: number): Generator<Line> {
  for (const line of running.lines()) if (contender.isOf(line.text, port)) yield line;
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
