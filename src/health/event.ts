/** The input on itself: what it saw, what it lost, and which hooks it has. */
import { kernelRelease } from '../host/kernel';
import { type Emit, type Key, key } from '../text/emit';
import { appVersion as version } from '../version';
import { neverSeen } from '../probes/hooks';
import { probeIds, type ProbeName } from '../probes/names';
import type { EventType, Field } from '../probes/probe';
import type { CallWay } from '../program';
import { counters, lostCount, sinceThen, type Totals } from './counters';

/** In the order of the keys; what is undefined is absent. */
export type HealthValues = Readonly<Record<string, number | string | undefined>>;

export type HealthKind = 'start' | 'interval' | 'loss' | 'stop' | 'failed';

/** @param before the totals at the last event of this kind, undefined at the first: counts are those since then */
export function healthValues(kind: HealthKind, now: Totals, before: Totals | undefined, state: HealthState): HealthValues {
  const since = sinceThen(now, before);
  const events = since((totals) => totals.writer.eventsWritten);
  return {
    event: kind,
    version,
    kernel: kernelRelease(),
    mode: state.mode,
    probes: state.probes.join(','),
    seconds: state.seconds,
    completeness: completeness(since(arrivedCount), since(lostCount)),
    ...worthTelling({ events, bytes: since(({ writer }) => writer.bytesWritten) }),
    ...perProbe('events', state.probes, now.events, before?.events),
    ...worthTelling(perProbe('bytes', state.probes, now.bytes, before?.bytes)),
    ...worthTelling(Object.fromEntries(counters.map(({ name, count }) => [name, since(count)]))),
    ...worthTelling(perProbe('lost', state.probes, lostByProbe(now), before && lostByProbe(before))),
    lost_samples_by_cpu: byCpu(now.kernel.lostByCpu, before?.kernel.lostByCpu),
    ...worthTelling({
      tracked_connections: now.kernel.born - now.kernel.ended,
      known_processes: state.knownProcesses,
      targets: state.targets,
      targets_refused: state.targetsRefused,
      ring_fill: round(state.ringFill * 100),
      queued_events: now.writer.queuedEvents,
      output_blocked: round(since(({ writer }) => writer.blockedMs) / 1000),
    }),
    degraded: state.degraded.join(' ') || undefined,
    namespaces: (kind === 'start' && state.namespaces.join(' ')) || undefined,
    system_calls: kind === 'start' ? state.callWay : undefined,
    never_seen: (kind === 'start' && neverSeen(state.probes).join('; ')) || undefined,
    hooks: state.hooks.join(' '),
    target_problems: state.targetProblems.join('; ') || undefined,
    problems: state.problems || undefined,
  };
}

export interface HealthState {
  readonly mode: string;
  readonly probes: readonly ProbeName[];
  /** Seconds that the counted values cover. */
  readonly seconds: number;
  readonly knownProcesses: number;
  /** Files that programs are attached to, and where they could not be. */
  readonly targets: number;
  /** Since the start. */
  readonly targetsRefused: number;
  readonly targetProblems: readonly string[];
  readonly ringFill: number;
  readonly hooks: readonly string[];
  readonly callWay: CallWay;
  readonly degraded: readonly string[];
  /** What of the input's surroundings is not the host's. */
  readonly namespaces: readonly string[];
  /** Settings that fell back to their defaults, or nothing. */
  readonly problems: string;
}

/** An input that cannot trace: what is wrong and when it tries again. */
export function failedValues(message: string, retrySeconds: number): HealthValues {
  return { event: 'failed', version, kernel: kernelRelease(), completeness: 0, message: message || undefined, retry_seconds: retrySeconds };
}

/** Together with the rest below what Splunk extracts of an event by itself. */
const mostTextBytes = 2000;

/** @param us microseconds since 1970 */
export function emitHealth(values: HealthValues, us: number, emit: Emit): void {
  emit.begin('health', us);
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number') emit.number(keyOf(name), value);
    else if (value !== undefined) emit.text(keyOf(name), value, mostTextBytes);
  }
  emit.end();
}

const keys = new Map<string, Key>();

function keyOf(name: string): Key {
  const known = keys.get(name) ?? key(name);
  keys.set(name, known);
  return known;
}

/** Volume is licence money: what is 0 is absent. */
function worthTelling(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

function perProbe(
  what: string, probes: readonly ProbeName[],
  now: Readonly<Partial<Record<ProbeName, number>>>, before: Readonly<Partial<Record<ProbeName, number>>> = {},
): Record<string, number> {
  return Object.fromEntries(probes.map((probe) => [`${what}_${probe}`, (now[probe] ?? 0) - (before[probe] ?? 0)]));
}

/** The samples that an event each should have become. */
function lostByProbe({ kernel }: Totals): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(probeIds).map(([name, id]) => [name, kernel.lost[id] ?? 0]));
}

/** "cpu0=5 cpu3=7"; undefined if there is none. */
function byCpu(now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>> = {}): string | undefined {
  const changed = Object.entries(now).map(([cpu, lost]) => [cpu, lost - (before[cpu] ?? 0)] as const).filter(([, lost]) => lost > 0);
  return changed.map(([cpu, lost]) => `cpu${cpu}=${lost}`).join(' ') || undefined;
}

/** Written or waiting to be; not the events of `missed`, which lack what they were to say. */
function arrivedCount({ writer, kernel }: Totals): number {
  return writer.eventsWritten + writer.queuedEvents - kernel.missed;
}

/** Percent of what should have arrived, rounded down so that 100 means all. */
function completeness(arrived: number, lost: number): number {
  return lost === 0 ? 100 : Math.floor((Math.max(0, arrived) / (Math.max(0, arrived) + lost)) * 10000) / 100;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const since = 'since the last health event';

const fields: readonly Field[] = [
  { name: 'event', type: 'string', description: 'start, interval, loss, stop, failed (cannot trace: see message)' },
  { name: 'version', type: 'string', description: 'of the app' },
  { name: 'kernel', type: 'string', description: 'release of the kernel' },
  { name: 'mode', type: 'string', description: 'lifecycle or summary' },
  { name: 'probes', type: 'string', description: 'those that are on, with commas' },
  { name: 'seconds', type: 'number', unit: 'seconds', description: `time ${since}` },
  { name: 'completeness', type: 'number', unit: 'percent', description: 'of what should have arrived, what did; 100 only if nothing is known to be lost' },
  { name: 'events', type: 'number', description: `written to splunkd ${since}, without health` },
  { name: 'bytes', type: 'number', unit: 'bytes', description: 'of those events as written to splunkd, with the XML around and within them' },
  { name: 'events_<probe>', type: 'number', description: 'of each probe that is on, also when 0: taken by the output queue, so that dropped ones are not among them, but for those that a stop gave up' },
  { name: 'bytes_<probe>', type: 'number', unit: 'bytes', description: 'of the same events: the UTF-8 bytes of the text in the element data, its XML escapes taken back, which is what the licence counts' },
  ...counters.map(({ name, description }): Field => ({ name, type: 'number', description })),
  { name: 'lost_<probe>', type: 'number', description: 'of lost_samples, those of each probe that is on: events that are missing' },
  { name: 'lost_samples_by_cpu', type: 'string', description: 'lost_samples by CPU, as "cpu0=5 cpu3=7"' },
  { name: 'tracked_connections', type: 'number', description: 'now' },
  { name: 'known_processes', type: 'number', description: 'now' },
  { name: 'targets', type: 'number', description: 'files (shells) that programs are attached to now' },
  { name: 'targets_refused', type: 'number', description: 'times that there was no room for another such file (1,024, of which 64 are for those of /etc/shells), since the start' },
  { name: 'ring_fill', type: 'number', unit: 'percent', description: 'now' },
  { name: 'queued_events', type: 'number', description: 'now waiting for splunkd' },
  { name: 'output_blocked', type: 'number', unit: 'seconds', description: `that splunkd took nothing ${since}` },
  { name: 'degraded', type: 'string', description: 'features that are missing here, with blanks between (see the table below, and ebpf_trace check); absent where all are there; containers: this kernel has no control groups, so no container, pod or unit is named; owner_by_read and owner_by_write are not named: older kernels cannot have them' },
  { name: 'namespaces', type: 'string', description: 'of a start in a container: what is not the host\'s there (pid, time, network, root), with blanks between; what each costs is in docs/containers.md' },
  { name: 'system_calls', type: 'string', description: 'of a start: how accepts, listens, and connects and execs that fail at once are seen. functions: at the ends of functions of the kernel (fexit), which adds nothing to other calls; tracepoints: those of system calls, which make every system call of the host some 80 ns longer, since the kernel refuses the others; off: not as calls, since system_calls is off, tracefs cannot be read, or no probe that is on needs them' },
  { name: 'never_seen', type: 'string', description: 'of a start: what no hook shows on any kernel' },
  { name: 'hooks', type: 'string', description: 'names of the kernel hooks in use, with blanks between' },
  { name: 'target_problems', type: 'string', description: 'files that programs could not be attached to in the last hour, each with the reason; absent without any' },
  { name: 'problems', type: 'string', description: 'settings that could not be read, and the defaults that are used instead; absent without any' },
  { name: 'message', type: 'string', description: 'of a failed: what is wrong and what to do' },
  { name: 'retry_seconds', type: 'number', unit: 'seconds', description: 'of a failed: until it tries again' },
];

export const healthEvent: EventType = {
  name: 'health',
  title: 'Health of the input',
  description:
    'Every minute, at start and stop, and within 5 seconds of a loss: what was seen, filtered and lost. Counts are those since the last health event of this run, so that they may be summed; a count that is 0 is absent. ' +
    'While splunkd takes nothing, health waits with the events but is never dropped.',
  fields,
};
