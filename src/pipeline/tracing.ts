import type { Surroundings } from '../host/surroundings';
import type { Counters } from '../kernel/counters';
import type { SampleSink } from '../kernel/tracer';
import type { Program } from '../program';

/** What the pipeline asks of its tracer. A walk throws, and a pass over the records rejects; what they found by then was given. */
export interface Tracing {
  /** Programs that are attached, in the order of the list. */
  readonly programs: readonly Program[];
  /** Whether accepts, listens and connects that fail at once are seen as system calls. */
  readonly hasSystemCalls: boolean;
  /** Whether a process's container, pod and unit can be known. */
  readonly hasControlGroups: boolean;
  readonly surroundings: Surroundings;
  /** From 0 to 1. */
  readonly ringFill: number;
  /** Begins to read. What existed before comes first, if the settings ask for it. Throws, and reads on. */
  start(sink: SampleSink): void;
  /** Reports what exists and is not known yet. */
  walk(): void;
  /** Reports what each open connection did since its last report. Resolves when it is done, false where the stop came before. */
  reportFlows(): Promise<boolean>;
  /** The same for the last time. False: there was not time enough for all. */
  reportLastFlows(untilMs: number): Promise<boolean>;
  /** Reports connections that ended without a hook showing it. */
  findEndings(): Promise<boolean>;
  /** The same for the last time; nothing else is reported any more then. False: there was not time enough for all. */
  findLastEndings(untilMs: number): Promise<boolean>;
  readCounters(): Counters;
  /** Events that no program took, at most. */
  readSkips(): number;
  /** Detaches, and reads to the end. Counters can still be read. */
  stop(): void;
  /** After a stop. */
  close(): void;
}
