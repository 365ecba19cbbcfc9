/** What processes.c says that it did, and what an event must say of each of them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilitiesText } from '../../../src/probes/process/capabilities';

export type Fields = Readonly<Record<string, unknown>>;

/** Of a process that wait(2) has reaped. */
export interface Reaped {
  readonly kind: string;
  readonly pid: number;
  readonly parent: number;
  /** As wait(2) has it. */
  readonly status: number;
  /** Its last argument, unlike any other's. */
  readonly tag: string;
  readonly cpu_us: number;
  readonly peak_kb: number;
}

export interface Truth {
  readonly folder: string;
  /** Of the process that is the parent of all. */
  readonly pid: number;
  readonly session: number;
  /** Capabilities that root may have, hexadecimal. */
  readonly bounds: string;
  readonly reaped: readonly Reaped[];
}

/** All of them: a prime number. */
export const processCount = 277;
/** Threads that it makes besides: of 29 processes all but one of 33, of 7 one. */
export const threadCount = 29 * 32 + 7;

/** Static, so that it runs in any guest. */
export function buildProcesses(folder = mkdtempSync(join(tmpdir(), 'processes-'))): string {
  const program = join(folder, 'processes');
  const flags = ['-std=gnu17', '-O1', '-D_GNU_SOURCE', '-static', '-pthread', '-Wall', '-Wextra', '-Werror'];
  execFileSync('gcc', [...flags, '-o', program, join(__dirname, 'processes.c')], { stdio: ['ignore', 'inherit', 'inherit'] });
  return program;
}

export function parseTruth(text: string): Truth {
  const [first = '{}', ...rest] = text.trimEnd().split('\n');
  return { ...(JSON.parse(first) as Omit<Truth, 'reaped'>), reaped: rest.map((line) => JSON.parse(line) as Reaped) };
}

/** A name with what XML, JSON and terminals would take amiss; 0xff is no UTF-8, and stands as the four characters \xff. */
const hostile = 'we"ird\\ <&> \\xff\u001b[31m\nname';
const mostLastUs = 20_000;
const neverExecs = ['forked', 'killed', 'threads', 'busy', 'absent', 'relative'];
/** Folders of PATH that have it not. */
const misses = 3;
/** Of `child child 0 xxx... long-123-0`. */
const longBytes = 'child child 0 '.length + 19_999 + 1;

/** What an exec must say; undefined: there is none. */
export function expectedExec({ kind, tag, parent, status }: Reaped, { folder, session, bounds }: Truth): Fields | undefined {
  if (neverExecs.includes(kind)) return undefined;
  const path = `${folder}/program`;
  const common = { parent_process_id: parent, process_path: path, process: `child child ${status >> 8} ${tag}`, process_current_directory: folder, user_id: 0, session_id: session === 0 ? undefined : session, capabilities_gained: undefined, failed_tries: undefined };
  switch (kind) {
    case 'script': return { ...common, process: `${path} child ${folder}/script ${tag}`, script: `${folder}/script` };
    case 'path': case 'searching': return { ...common, failed_tries: misses };
    case 'memory': return { ...common, process_path: '/memfd:hidden (deleted)' };
    case 'setuid': return { ...common, process_path: `${folder}/setuid`, secure_exec: true, real_user_id: 4242, capabilities_gained: capabilitiesText(BigInt(`0x${bounds}`)) };
    case 'hostile': return { ...common, process_path: `${folder}/${hostile}`, process: `child child 3 a\tb ${hostile}  ${tag}` };
    case 'long': return { ...common, process: undefined, process_length: longBytes + tag.length };
    default: return common;
  }
}

/** What of its execs failed, in the order of time. */
export function expectedFailures({ kind }: Reaped, { folder }: Truth): readonly Fields[] {
  switch (kind) {
    case 'absent': return [{ errno: 'ENOENT', failed_tries: misses + 1, requested_path: '/none/d/absent' }];
    case 'refused': return [{ errno: 'EACCES', failed_tries: 3, requested_path: `${folder}/refused` }];
    case 'relative': return [{ errno: 'ENOENT', failed_tries: 1, requested_path: `first/${hostile}` }, { errno: 'ENOENT', failed_tries: 1, requested_path: 'second' }];
    default: return [];
  }
}

function expectedExit({ kind, status, peak_kb }: Reaped): Fields {
  const signal = status & 0x7f;
  return {
    ...(signal === 0 ? { exit_code: status >> 8, signal: undefined } : { exit_code: undefined, signal: { 6: 'SIGABRT', 9: 'SIGKILL' }[signal] }),
    forked_only: neverExecs.includes(kind) ? true : undefined,
    peak_memory_bytes: peak_kb * 1024,
  };
}

/** Differences between what happened and what was reported; none where all is as it should be. */
export function problemsOf(truth: Truth, events: readonly Fields[]): readonly string[] {
  const byPid = groupedByPid(events);
  const parentGuid = byPid.get(truth.pid)?.find(({ event }) => event === 'exec')?.['process_guid'];
  return truth.reaped.flatMap((reaped) => {
    const own = byPid.get(reaped.pid) ?? [];
    const [execs, exits, failures] = ['exec', 'exit', 'exec_failed'].map((name) => own.filter(({ event }) => event === name));
    return [...execProblems(reaped, truth, execs ?? []), ...failureProblems(reaped, truth, failures ?? []), ...exitProblems(reaped, execs ?? [], exits ?? []), ...guidProblems(own, parentGuid)]
      .map((problem) => `${reaped.tag} (${reaped.pid}): ${problem}`);
  });
}

export function groupedByPid(events: readonly Fields[]): ReadonlyMap<number, readonly Fields[]> {
  const groups = new Map<number, Fields[]>();
  for (const event of events) {
    const pid = Number(event['process_id']);
    groups.set(pid, [...(groups.get(pid) ?? []), event]);
  }
  return groups;
}

function execProblems(reaped: Reaped, truth: Truth, execs: readonly Fields[]): readonly string[] {
  const expected = expectedExec(reaped, truth);
  const wanted = expected === undefined ? 0 : 1;
  if (execs.length !== wanted) return [`${execs.length} execs for ${wanted}`];
  const [exec] = execs;
  if (exec === undefined || expected === undefined) return [];
  const isWhole = reaped.kind !== 'long' || /^child child 0 x+ … x+ long-\d+-\d$/.test(String(exec['process']));
  return [...differences(expected, exec, reaped.kind === 'long' ? ['process'] : []), ...(isWhole ? [] : [`process is ${String(exec['process']).slice(0, 80)}`])];
}

function failureProblems(reaped: Reaped, truth: Truth, failures: readonly Fields[]): readonly string[] {
  const expected = expectedFailures(reaped, truth);
  if (failures.length !== expected.length) return [`${failures.length} failed execs for ${expected.length}`];
  return expected.flatMap((one, at) => differences(one, failures[at] ?? {}));
}

function exitProblems(reaped: Reaped, execs: readonly Fields[], exits: readonly Fields[]): readonly string[] {
  const [exit] = exits;
  if (exit === undefined || exits.length !== 1) return [`${exits.length} exits`];
  const late = execs.filter(({ time }) => Number(time) > Number(exit['time'])).length;
  const cpuUs = Number(exit['cpu_time']) * 1e6;
  return [
    ...differences(expectedExit(reaped), exit),
    ...(late > 0 ? ['it ended before its exec'] : []),
    // wait(2) may come before the last steps of its end, which are its own time, too. Where it is not exact it is less.
    ...((exit['cpu_exact'] === undefined && cpuUs < reaped.cpu_us - 2) || cpuUs > reaped.cpu_us + mostLastUs ? [`${cpuUs} us of CPU for ${reaped.cpu_us}`] : []),
  ];
}

function guidProblems(own: readonly Fields[], parentGuid: unknown): readonly string[] {
  const guids = new Set(own.map((event) => event['process_guid']));
  const wrong = own.filter((event) => 'parent_process_guid' in event && event['parent_process_guid'] !== parentGuid);
  return [...(guids.size === 1 ? [] : [`${guids.size} process_guid`]), ...(wrong.length === 0 ? [] : ['parent_process_guid is not that of its parent'])];
}

function differences(expected: Fields, event: Fields, but: readonly string[] = []): readonly string[] {
  return Object.entries(expected).filter(([name, value]) => !but.includes(name) && event[name] !== value)
    .map(([name, value]) => `${name} is ${JSON.stringify(event[name])} for ${JSON.stringify(value)}`);
}
