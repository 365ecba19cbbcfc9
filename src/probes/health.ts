/** The input on itself: what it saw, what it lost, and which hooks it has. */
import { probe_id } from '../generated/samples';
import type { Counters } from '../kernel/counters';
import { kernelRelease } from '../kernel/host';
import { type Program, programs } from '../kernel/programs';
import { jsonText } from '../output/json';
import type { WriterCounters } from '../output/writer';
import type { ProbeName } from '../settings';
import { appVersion as version } from '../version';
import type { EventType } from './probe';

/** Everything that is counted, since the start of the input. */
export interface Totals {
  readonly kernel: Counters;
  readonly writer: WriterCounters;
  readonly decodeErrors: number;
  readonly events: Readonly<Partial<Record<ProbeName, number>>>;
  readonly bytes: Readonly<Partial<Record<ProbeName, number>>>;
}

export type HealthKind = 'start' | 'interval' | 'loss' | 'stop' | 'failed';



/** What never arrived: samples without room in the ring or connections without room in the table, and the rest. */
export function lostCount({ kernel, writer, decodeErrors }: Totals): number {
  return sum(kernel.lost) + kernel.untracked + kernel.missed + writer.droppedEvents + decodeErrors;
}

/** @param before the totals at the last event of this kind, undefined at the first: what is counted is told since then */
export function healthJson(kind: HealthKind, now: Totals, before: Totals | undefined, state: HealthState): string {
  const since = (read: (totals: Totals) => number): number => read(now) - (before === undefined ? 0 : read(before));
  const events = since((totals) => totals.writer.eventsWritten);
  const lost = since(lostCount);
  return JSON.stringify({
    event: kind,
    version,
    kernel: kernelRelease(),
    mode: state.mode,
    probes: state.probes.join(','),
    seconds: state.seconds,
    completeness: completeness(events + since(({ writer }) => writer.queuedEvents), lost),
    events,
    bytes: since((totals) => totals.writer.bytesWritten),
    ...perProbe('events', state.probes, now.events, before?.events),
    ...perProbe('bytes', state.probes, now.bytes, before?.bytes),
    filtered: since(({ kernel }) => kernel.filtered),
    excluded: since(({ kernel }) => kernel.excluded),
    lost_samples: since(({ kernel }) => sum(kernel.lost)),
    ...perProbe('lost', state.probes, lostByProbe(now), before && lostByProbe(before)),
    lost_samples_by_cpu: difference(now.kernel.lostByCpu, before?.kernel.lostByCpu),
    missed: since(({ kernel }) => kernel.missed),
    repaired: since(({ kernel }) => kernel.repaired),
    untracked: since(({ kernel }) => kernel.untracked),
    undescribed: since(({ kernel }) => kernel.undescribed),
    unseen_calls: since(({ kernel }) => kernel.unseen_calls),
    mptcp_subflows: since(({ kernel }) => kernel.subflows),
    dropped_events: since(({ writer }) => writer.droppedEvents),
    decode_errors: since((totals) => totals.decodeErrors),
    tracked_connections: now.kernel.born - now.kernel.ended,
    known_processes: state.knownProcesses,
    ring_fill: round(state.ringFill * 100),
    queued_events: now.writer.queuedEvents,
    output_blocked: round(since(({ writer }) => writer.blockedMs) / 1000),
    hooks: state.hooks,
  }).slice(1);
}

export interface HealthState {
  readonly mode: string;
  readonly probes: readonly ProbeName[];
  /** Seconds that the counted values cover. */
  readonly seconds: number;
  readonly knownProcesses: number;
  readonly ringFill: number;
  readonly hooks: Readonly<Record<string, string>>;
}

/** Of an input that cannot trace: what is wrong and when it tries again. */
export function failedJson(message: string, retrySeconds: number): string {
  return `"event":"failed","version":"${version}","kernel":"${jsonText(kernelRelease())}","completeness":0,"message":"${jsonText(message)}","retry_seconds":${retrySeconds}}`;
}

/** By feature: the hooks in use, or "none" and what goes missing. */
export function hooksInUse(attached: readonly Program[], probes: readonly ProbeName[]): Readonly<Record<string, string>> {
  const hooks: Record<string, string> = {};
  for (const program of programs) {
    if (program.probe !== undefined && !probes.includes(program.probe)) continue;
    if (attached.includes(program)) hooks[program.feature] = program.hook;
    else hooks[program.feature] ??= `none: ${program.without}`;
  }
  hooks['owners'] = 'hash by socket address';
  return hooks;
}

function perProbe(
  what: string, probes: readonly ProbeName[],
  now: Readonly<Partial<Record<ProbeName, number>>>, before: Readonly<Partial<Record<ProbeName, number>>> = {},
): Record<string, number> {
  return Object.fromEntries(probes.map((probe) => [`${what}_${probe}`, (now[probe] ?? 0) - (before[probe] ?? 0)]));
}

function lostByProbe({ kernel }: Totals): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(countedProbes).map(([name, id]) => [name, kernel.lost[id] ?? 0]));
}

function difference(now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>> = {}): Record<string, number> | undefined {
  const changed = Object.entries(now).map(([key, value]) => [key, value - (before[key] ?? 0)] as const).filter(([, value]) => value > 0);
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

/** Percent of what should have arrived, rounded down so that 100 means all. */
function completeness(arrived: number, lost: number): number {
  return lost === 0 ? 100 : Math.floor((arrived / (arrived + lost)) * 10000) / 100;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The samples that an event each should have become. */
export const countedProbes: Readonly<Record<ProbeName, number>> = {
  tcp: probe_id.PROBE_TCP,
  tcp_state: probe_id.PROBE_TCP_STATE,
  retransmit: probe_id.PROBE_RETRANSMIT,
};

const since = 'since the last health event';

export const healthEvent: EventType = {
  name: 'health',
  title: 'Health of the input',
  description: 'Every minute, at start and stop, and within 5 seconds of a loss: what was seen, filtered and lost. Counts are those since the last health event of this run, so that they may be summed.',
  fields: [
    { name: 'event', type: 'string', description: 'start, interval, loss, stop, failed (cannot trace: see message)' },
    { name: 'version', type: 'string', description: 'of the app' },
    { name: 'kernel', type: 'string', description: 'release of the kernel' },
    { name: 'mode', type: 'string', description: 'lifecycle or summary' },
    { name: 'probes', type: 'string', description: 'those that are on, with commas' },
    { name: 'seconds', type: 'number', unit: 'seconds', description: `time ${since}` },
    { name: 'completeness', type: 'number', unit: 'percent', description: 'of what should have arrived, what did; 100 only if nothing is known to be lost' },
    { name: 'events', type: 'number', description: `written ${since}` },
    { name: 'bytes', type: 'number', unit: 'bytes', description: 'written to splunkd, with the XML around the events' },
    { name: 'events_<probe>', type: 'number', description: 'of each probe that is on' },
    { name: 'bytes_<probe>', type: 'number', unit: 'bytes', description: 'of the events alone: what the licence counts' },
    { name: 'filtered', type: 'number', description: 'connections that a filter hid' },
    { name: 'excluded', type: 'number', description: "connections of the input and its splunkd, left out" },
    { name: 'lost_samples', type: 'number', description: 'that found the ring full, descriptions of processes among them: enlarge ring_mb' },
    { name: 'lost_<probe>', type: 'number', description: 'of them, the samples of each probe that is on: events that are missing' },
    { name: 'lost_samples_by_cpu', type: 'object', description: 'the same by CPU; absent without losses' },
    { name: 'missed', type: 'number', description: 'connections whose ending the kernel did not show' },
    { name: 'repaired', type: 'number', description: 'connections of which a transition was not shown, and that were told all the same' },
    { name: 'untracked', type: 'number', description: 'connections beyond max_connections' },
    { name: 'undescribed', type: 'number', description: 'processes beyond the table of live ones: described again each time, nothing is lost' },
    { name: 'unseen_calls', type: 'number', description: 'connect or listen calls beyond the table of those under way' },
    { name: 'mptcp_subflows', type: 'number', description: 'additional subflows, told with their connection' },
    { name: 'dropped_events', type: 'number', description: 'that found the output queue full: splunkd takes too little' },
    { name: 'decode_errors', type: 'number', description: 'samples that could not be read' },
    { name: 'tracked_connections', type: 'number', description: 'now' },
    { name: 'known_processes', type: 'number', description: 'now' },
    { name: 'ring_fill', type: 'number', unit: 'percent', description: 'now' },
    { name: 'queued_events', type: 'number', description: 'now waiting for splunkd' },
    { name: 'output_blocked', type: 'number', unit: 'seconds', description: `that splunkd took nothing ${since}` },
    { name: 'hooks', type: 'object', description: 'by feature: the hook in use, or none and what goes missing' },
    { name: 'message', type: 'string', description: 'of a failed: what is wrong and what to do' },
    { name: 'retry_seconds', type: 'number', unit: 'seconds', description: 'of a failed: until it tries again' },
  ],
};
