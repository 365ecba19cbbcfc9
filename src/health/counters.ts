/** Everything that is counted, what of it was lost, and what to do then. */
import type { Counters } from '../kernel/counters';
import type { OutputCounters } from '../output/output';
import type { ProbeName } from '../probes/names';

/** Everything that is counted, since the start of the input. */
export interface Totals {
  readonly kernel: Counters;
  readonly writer: OutputCounters;
  readonly decodeErrors: number;
  /** Events that the kernel may have shown to no program. */
  readonly skipped: number;
  /** What the writer took. */
  readonly events: Readonly<Partial<Record<ProbeName, number>>>;
  readonly bytes: Readonly<Partial<Record<ProbeName, number>>>;
}

interface Counter {
  /** Its field. */
  readonly name: string;
  readonly description: string;
  readonly count: (totals: Totals) => number;
  /** Where each one is an event that never arrived: what that was, and what to do. */
  readonly loss?: string;
}

/** In the order of the keys. A counter of the kernel side that health reports is a line here. */
export const counters = [
  { name: 'filtered', description: 'connections, execs and ends of processes, lines of shells, and slow requests to disks, that a filter hid', count: ({ kernel }) => kernel.filtered },
  { name: 'excluded', description: 'those of the input and its splunkd, left out', count: ({ kernel }) => kernel.excluded },
  {
    name: 'lost_samples', count: ({ kernel }) => sum(kernel.lost), loss: 'found the ring full: raise ring_mb',
    description: 'that found the ring full, descriptions of processes among them: enlarge ring_mb',
  },
  { name: 'missed', description: 'connections and listeners whose ending the kernel did not show: their last event says close_reason or outcome unknown', count: ({ kernel }) => kernel.missed, loss: 'not shown by the kernel' },
  { name: 'repaired', description: 'connections of which a transition was not shown, and that were reported all the same', count: ({ kernel }) => kernel.repaired },
  {
    name: 'skipped', count: ({ skipped }) => skipped,
    description: 'at most so many events of the kernel came while all programs of their hook were at work already on that CPU: an owner, a failed connect or an ending may be missing',
  },
  {
    name: 'untracked', count: ({ kernel }) => kernel.untracked,
    description: 'events of connections beyond max_connections: they say untracked, and only what the socket itself does',
  },
  {
    name: 'unreported', count: ({ kernel }) => kernel.unreported, loss: 'beyond max_connections: raise it',
    description: 'events of connections beyond max_connections that could not be reported from the socket alone: at most so many, since what a filter would have hidden by its process or user is among them',
  },
  {
    name: 'unidentified', count: ({ kernel }) => kernel.unidentified,
    description: 'connections looked at without their lock whose numbers changed at each look: without flow_id and connection_id until their end, which has flow_id and, where close_fields says so and it is known who opened them, connection_id',
  },
  {
    name: 'unsummed', count: ({ kernel }) => kernel.unsummed, loss: 'beyond the room for sums of an interval: more disks or more processes beyond file_budget than there is room for',
    description: 'requests to disks, and opens and changes of files beyond file_budget, that are in no sum: there is no room for another one in the interval',
  },
  { name: 'untracked_io', description: 'requests to disks beyond those in flight that there is room for: counted, without their times', count: ({ kernel }) => kernel.untracked_io },
  { name: 'unseen_io', description: 'completions of requests to disks that the kernel showed to no program, found when their memory was used again: counted, without their times', count: ({ kernel }) => kernel.unseen_io },
  { name: 'undescribed', description: 'processes beyond the table of live ones: described again each time, nothing is lost', count: ({ kernel }) => kernel.undescribed },
  { name: 'target_users_unnoted', description: 'processes beyond the table of those that run a file which programs may be attached to: no file is let go of until all of them have room at a look at all processes, once a minute', count: ({ kernel }) => kernel.target_users_unnoted },
  { name: 'unseen_edits', description: 'lines of zsh, or what vared and select got, that were not seen to begin, and are not reported for that', count: ({ kernel }) => kernel.unseen_edits },
  { name: 'unseen_calls', description: 'connect or listen calls beyond the table of those under way', count: ({ kernel }) => kernel.unseen_calls },
  { name: 'mptcp_subflows', description: 'additional subflows, reported with their connection', count: ({ kernel }) => kernel.subflows },
  {
    name: 'dropped_events', count: ({ writer }) => writer.droppedEvents,
    loss: 'dropped, since splunkd takes too little: raise maxKBps in limits.conf, use mode = summary, or exclude more (exclude_processes, exclude_networks)',
    description: 'that found the output queue full, or of a stop that still waited in it: splunkd takes too little',
  },
  { name: 'decode_errors', description: 'samples that could not be read', count: ({ decodeErrors }) => decodeErrors, loss: 'could not be read' },
] as const satisfies readonly Counter[];
type LossCounter = Extract<(typeof counters)[number], { readonly loss: string }>;
const losses = counters.filter((counter): counter is LossCounter => 'loss' in counter);
export type LossField = LossCounter['name'];
/** The one list of the fields that count what never arrived, each with what became of it and what to do. What shows losses takes their names from here. */
export const lossFields: readonly (readonly [field: LossField, loss: string])[] = losses.map(({ name, loss }) => [name, loss]);

/** Events that never arrived, of every kind of loss. */
export function lostCount(totals: Totals): number {
  return sum(losses.map(({ count }) => count(totals)));
}

/** What was lost since then, each way with what to do: "7 dropped, since splunkd takes too little: ...; 3 found the ring full: ..." */
export function lossText(now: Totals, before: Totals | undefined): string {
  const since = sinceThen(now, before);
  return losses.map(({ count, loss }) => [since(count), loss] as const).filter(([lost]) => lost > 0)
    .sort(([one], [other]) => other - one).map(([lost, loss]) => `${lost} ${loss}`).join('; ');
}

/** What of a count came behind those totals. */
export function sinceThen(now: Totals, before: Totals | undefined): (count: (totals: Totals) => number) => number {
  return (count) => count(now) - (before === undefined ? 0 : count(before));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
