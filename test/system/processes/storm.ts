/** A storm of short processes: what became of each. */
import { type Fields, groupedByPid } from './truth';

/** One that the storm has started and reaped; its command line is its own. */
export interface Started {
  readonly pid: number;
  readonly parent: number;
  readonly index: number;
}

export interface Verdict {
  /** Execs and ends of which nothing was reported. */
  readonly missing: number;
  /** What was reported otherwise than it was, or twice; some of them. */
  readonly wrong: readonly string[];
}

const mostExamples = 20;
const codeOf = (index: number): number => (index % 250) + 1;
const lineOf = ({ parent, index }: Started): string => `child child ${codeOf(index)} storm-${parent}-${index}`;

export function parseStorm(text: string): readonly Started[] {
  return text.trimEnd().split('\n').map((line) => JSON.parse(line) as Started);
}

/** A pid may come again: its ends are in the order of its execs. */
export function judgeStorm(started: readonly Started[], events: readonly Fields[]): Verdict {
  const byLine = new Map(started.map((one) => [lineOf(one), one]));
  const execs = events.filter(({ event, process }) => event === 'exec' && byLine.has(String(process)));
  const pids = new Set(started.map(({ pid }) => pid));
  const exits = groupedByPid(events.filter(({ event, process_id: pid, process_name: name }) => event === 'exit' && name === 'program' && pids.has(Number(pid))));
  const wrong = [...doubled(execs), ...execs.flatMap((exec) => wrongExec(exec, byLine.get(String(exec['process'])))), ...wrongEnds(groupedByPid(execs), exits)];
  const ends = [...exits.values()].reduce((sum, own) => sum + own.length, 0);
  return { missing: 2 * started.length - execs.length - ends, wrong: wrong.slice(0, mostExamples) };
}

function doubled(execs: readonly Fields[]): readonly string[] {
  const lines = execs.map(({ process }) => String(process));
  return new Set(lines).size === lines.length ? [] : ['an exec is there twice'];
}

function wrongExec(exec: Fields, one: Started | undefined): readonly string[] {
  const { process, process_id: pid, parent_process_id: parent } = exec;
  return pid === one?.pid && parent === one?.parent ? [] : [`${String(process)}: of ${String(pid)} by ${String(parent)}, not of ${one?.pid} by ${one?.parent}`];
}

/** Where nothing is missing of a pid, its ends are those of its execs. */
function wrongEnds(execs: ReadonlyMap<number, readonly Fields[]>, exits: ReadonlyMap<number, readonly Fields[]>): readonly string[] {
  return [...execs].flatMap(([pid, own]) => {
    const ends = inTime(exits.get(pid) ?? []);
    if (ends.length > own.length) return [`${pid}: ${ends.length} ends of ${own.length} processes`];
    if (ends.length < own.length) return [];
    return inTime(own).flatMap(({ process, process_guid: guid }, at) => {
      const end = ends[at];
      const code = Number(String(process).split(' ')[2]);
      return end?.['exit_code'] === code && end['process_guid'] === guid ? [] : [`${pid}: ${String(process)} ended as ${JSON.stringify(end)}`];
    });
  });
}

function inTime(events: readonly Fields[]): readonly Fields[] {
  return [...events].sort((one, other) => Number(one['time']) - Number(other['time']));
}
