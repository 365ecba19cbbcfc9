import type { Elements } from '../elements';
import type { Surroundings } from '../host/surroundings';
import type { Counters } from '../kernel/counters';
import type { SampleSink } from '../kernel/tracer';
import type { ProbeName } from '../probes/names';
import type { Program } from '../program';

/** What the pipeline asks of its tracer. A walk and a pass over the records reject; what they found by then was given. */
export interface Tracing {
  /** Programs that are attached, in the order of the list. */
  readonly programs: readonly Program[];
  /** Whether accepts, listens and connects that fail at once are seen as calls. */
  readonly seesCalls: boolean;
  /** Whether a process's container, pod and unit can be known. */
  readonly hasControlGroups: boolean;
  readonly surroundings: Surroundings;
  /** From 0 to 1. */
  readonly ringFill: number;
  /** Files that programs are attached to; undefined where no program is. */
  readonly targets: { readonly count: number; readonly refused: number; readonly problems: readonly string[] } | undefined;
  /** Begins to read. */
  start(sink: SampleSink): void;
  /** Reports what exists and is not known yet. Resolves when it is done, as the passes below, false where the stop came before. */
  walk(): Promise<boolean>;
  /** Reports what exists of what only hooks show later. */
  readOnce(): Promise<boolean>;
  /** Reports what each open connection did since its last report. */
  reportFlows(): Promise<boolean>;
  /** The same for the last time. False: there was not time enough for all. */
  reportLastFlows(untilMs: number): Promise<boolean>;
  /** Reports connections that ended without a hook showing it. */
  findEndings(): Promise<boolean>;
  /** The same for the last time; nothing else is reported any more then. False: there was not time enough for all. */
  findLastEndings(untilMs: number): Promise<boolean>;
  /** Lets go of what is not needed any more. Called every second or so. */
  tick(): void;
  /** What this probe sums from now on belongs to the next interval. */
  changeTurn(probe: ProbeName): void;
  /** What it summed in the one before, about a second after that. Throws. */
  takeSums(probe: ProbeName): Elements;
  /** Runs a program over all keys of a map. Throws. */
  runOver(program: string, map: string): void;
  /** All elements of a map. Throws. */
  lookAt(map: string): Elements;
  /** Now, on the clock of samples. */
  readonly nowNs: number;
  readCounters(): Counters;
  /** Events that no program took, at most. */
  readSkips(): number;
  /** Detaches, and reads to the end. Counters can still be read. */
  stop(): void;
  /** After a stop. */
  close(): void;
}
