/** What the commands in a guest printed, taken apart. */
import { type Opens, parseOpens } from '../files/truth';
import { type DiskTrace, parseDisks } from './disks';
import { parseShells } from './shells';
import { parseStorm as parseProcesses, type Started } from '../processes/storm';
import { type Fields, parseTruth, type Truth } from '../processes/truth';
import { breaches } from '../truth/contract';
import type { TracedEvent } from '../truth/rules';
import { parseStorm, type StormTruth } from '../truth/storm';
import { type CaseTruth, caseOf } from '../truth/truth_lines';

export interface GuestProcesses {
  readonly truth: Truth;
  readonly events: readonly Fields[];
  /** Processes and threads that the kernel has counted meanwhile. */
  readonly forks: number;
}

export interface GuestFiles {
  readonly opens: readonly Opens[];
  readonly events: readonly Fields[];
  readonly callWay: unknown;
}

export interface GuestBudget {
  readonly started: readonly Started[];
  readonly events: readonly Fields[];
  /** Why it does not trace with a filter of each kind; empty where it does. */
  readonly filterProblem: string;
}

export interface GuestTrace {
  /** What was waited for and did not come, a line each. */
  readonly vain: string;
  /** Seconds that each took, in the order of the commands. */
  readonly parts: ReadonlyMap<string, number>;
  readonly files: GuestFiles;
  readonly processes: GuestProcesses;
  readonly disks: DiskTrace;
  readonly shellLines: ReturnType<typeof parseShells>;
  readonly budget: GuestBudget;
  readonly netns: number;
  readonly bootId: Uint8Array;
  readonly truths: readonly CaseTruth[];
  /** Why a case was not whole, by name. */
  readonly failures: ReadonlyMap<string, string>;
  readonly storm: StormTruth;
  readonly events: readonly TracedEvent[];
  /** Of the contract of events. */
  readonly breaches: readonly string[];
  /** As health's start says: `system_calls`. */
  readonly callWay: unknown;
  /** Classic tracepoints that the tracer held, as the kernel says: sys_exit_accept4. */
  readonly tracepoints: readonly string[];
  /** Of a system call that is none of its business, before its start and beside it; on an emulated processor. */
  readonly callNanoseconds: readonly [before: number, beside: number];
}

export function parseGuestOutput(output: string): GuestTrace {
  const sections = new Map(output.split(/^=== /m).slice(1).map((section) => splitOnce(section, '\n')));
  const truths: CaseTruth[] = [];
  const failures = new Map<string, string>();
  for (const [title, text] of sections) {
    const name = /^truth\/(\w+)$/.exec(title)?.[1];
    if (name === undefined) continue;
    try {
      truths.push(caseOf(name, text));
    } catch (error) {
      failures.set(name, String(error));
    }
  }
  const storm = parseStorm(sections.get('storm') ?? '');
  const written = (sections.get('events') ?? '').split('\n');
  const lines = written.filter((line) => line.includes('"direction"'));
  const told = (title: string): readonly Told[] => toldLines(sections.get(title) ?? '');
  const nanoseconds = (title: string): number => told(title).find(({ kind }) => kind === 'calls')?.nanoseconds ?? Number.NaN;
  const events = lines.map((line) => JSON.parse(line) as TracedEvent);
  const broken = lines.flatMap((line, index) => breaches(line, events[index] ?? {}));
  const bootId = Buffer.from((sections.get('boot') ?? '').replace(/[^0-9a-f]/g, ''), 'hex');
  const calls = {
    callWay: startIn(sections.get('events') ?? '')['system_calls'],
    tracepoints: told('tracepoints').flatMap(({ name }) => name ?? []),
    callNanoseconds: [nanoseconds('calls_before'), nanoseconds('calls_beside')],
  } as const;
  const section = (title: string): string => sections.get(title) ?? '';
  return {
    ...calls, netns: Number(section('netns')), bootId, truths, failures, storm, events, breaches: broken,
    vain: sections.get('vain') ?? 'no end', parts: partsOf(section('parts')),
    // Of parts that were run: nothing is read of the others.
    get processes() { return processesOf(section); },
    get files() { return filesOf(section); },
    get disks() { return parseDisks(section); },
    get shellLines() { return parseShells(section('shell_events')); },
    get budget() { return { started: parseProcesses(section('budget_storm')), events: eventsOf(section('budget_events')), filterProblem: section('filter_problem').trim() }; },
  };
}

/** @param text a line each: name, and when it ended by the guest's clock */
function partsOf(text: string): ReadonlyMap<string, number> {
  const ends = text.split('\n').filter(Boolean).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))] as const);
  return new Map(ends.map(([name, end], index) => [name, end - (ends[index - 1]?.[1] ?? 0)]));
}

function processesOf(section: (name: string) => string): GuestProcesses {
  const count = (name: string): number => Number(section(name).replace(/\D/g, ''));
  return { truth: parseTruth(section('process_truth')), events: eventsOf(section('process_events')), forks: count('processes_after') - count('processes_before') };
}

function filesOf(section: (name: string) => string): GuestFiles {
  const events = section('file_events');
  return { opens: parseOpens(section('file_truth')), events: eventsOf(events), callWay: startIn(events)['system_calls'] };
}

/** Health's. */
function startIn(events: string): TracedEvent {
  return JSON.parse(events.split('\n').find((line) => line.includes('"event":"start"')) ?? '{}') as TracedEvent;
}

/** Of the probes process and file. */
function eventsOf(text: string): readonly Fields[] {
  return text.split('\n').filter((line) => line.includes('"process_name"') || line.includes('"process_id"')).map((line) => JSON.parse(line) as Fields);
}

/** Of workloads/calls.c. */
interface Told {
  readonly kind: string;
  readonly name?: string;
  readonly nanoseconds?: number;
}

function toldLines(text: string): readonly Told[] {
  return text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Told);
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return [text.slice(0, index), text.slice(index + separator.length)];
}
