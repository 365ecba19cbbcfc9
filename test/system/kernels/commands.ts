/** The truth test inside a guest: shell commands there, their output taken apart here. */
import { type Opens, parseOpens } from '../files/truth';
import { type DiskTrace, diskCommands, parseDisks } from './disks';
import { parseShells, shellCommands } from './shells';
import { parseStorm as parseProcesses, type Started } from '../processes/storm';
import { type Fields, parseTruth, type Truth } from '../processes/truth';
import { breaches } from '../truth/contract';
import type { TracedEvent } from '../truth/rules';
import { parseStorm, type StormTruth } from '../truth/storm';
import { type CaseTruth, caseOf } from '../truth/truth_lines';
import type { WorkloadCase } from '../truth/workload';

const patienceSeconds = 180;
/** Half a second each, and more: the verifier of an emulated processor beside others has taken two minutes. */
const startTries = 600;
const stormConnections = 2000;
const callCount = 20_000;
/** A prime number. */
const budgetProcesses = 211;
/** An emulated processor takes that much longer for what others are given time for. */
const settlingFactor = 3;
const tracer = './app/linux_x86_64/bin/ebpf_trace';

/** The programs that judge by it are others for the verifier than those without. The storm of processes passes. */
const everyFilter = "--include-ports 1-65535 --exclude-ports 9 --include-networks 0.0.0.0/0 --exclude-networks 10.0.0.0/8 \
  --include-processes 'p*' --exclude-processes b --include-users 0 --exclude-users 7";

/** Cases with a part before the start read a byte each of one pipe when to go on. @param options of the tracer */
export function truthCommands(cases: readonly WorkloadCase[], options = ''): string {
  const before = cases.filter((one) => one.before).map(({ name }) => name);
  const after = cases.filter((one) => !one.before).map(({ name }) => name);
  return `
waitfor() { # PATTERN FILE
  tries=0
  until grep -qE "$1" "$2"; do tries=$((tries + 1)); [ $tries -lt ${patienceSeconds * 5} ] || { echo "$1 in $2" >> vain; return 1; }; sleep 0.2; done
}
await_silence() { # FILE: a stop gives up what takes too long to write
  tries=0; before=
  until size=$(wc -c < "$1"); [ "$size" = "$before" ]; do tries=$((tries + 1)); [ $tries -lt ${patienceSeconds / 3} ] || { echo "silence in $1" >> vain; return 1; }; before=$size; sleep 3; done
}
ended() { echo "$1 $(cut -d ' ' -f 1 /proc/uptime)" >> parts; }
ended boot
export WORKLOAD_PATIENCE=${settlingFactor}
mkdir truth; touch events vain
./workload calls ${callCount} > calls_before
mkfifo go; exec 9<>go
for name in ${before.join(' ')}; do ./workload $name < go > truth/$name 9<&- & done
for name in ${before.join(' ')}; do waitfor '"ready"' truth/$name; done
${tracer} run --format json --close-fields connection_id,user ${options} > events 9<&- & pid=$!
# it traces once it reports what is tried; what existed before is reported by then
tries=0
until grep -q '"event":"connect_failed"' events; do
  tries=$((tries + 1)); [ $tries -lt ${startTries} ] || { echo "no tracing" >> /dev/console; exit 3; }
  ./workload refused > /dev/null; sleep 0.5
done
ended 'tcp: start'
for name in ${before.join(' ')}; do echo >&9; done
for name in ${before.join(' ')}; do waitfor '"ended"|"died"' truth/$name; done
for name in ${after.join(' ')}; do ./workload $name > truth/$name; done
ended 'tcp: cases'
./workload storm ${stormConnections} > storm
await_silence events
ended 'tcp: storm'
./workload calls ${callCount} > calls_beside
./workload tracepoints $pid > tracepoints
kill $pid; wait $pid; status=$?
ended 'tcp: end'
# the processes: what has forked is counted by the kernel itself, the last of its readers included
${tracer} run --format json --probe process --process-budget 0 --user-format id > process_events & pid=$!
waitfor '"event":"existing"' process_events
grep ^processes /proc/stat > processes_before
./processes > process_truth
grep ^processes /proc/stat > processes_after
# the end of the parent of all comes last
parent=$(sed -n '1s/.*"pid":\\([0-9]*\\).*/\\1/p' process_truth)
waitfor '"event":"exit".*"process_id":'$parent, process_events
kill $pid; wait $pid || status=$?
ended processes
# the files, in a folder that no other open is in
mkdir files_work
${tracer} run --format json --probe file --file-budget 0 --user-format id ${options} > file_events & pid=$!
waitfor '"event":"start"' file_events
./files $PWD/files_work > file_truth
waitfor 'files_work/last' file_events
kill $pid; wait $pid || status=$?
ended files
${diskCommands(tracer)}
ended disks
${shellCommands(tracer)}
ended shells
# a storm beyond the budget, with filters that let it pass; what is counted beyond the first roll-up comes at the stop
${tracer} run --format json --probe tcp,process --process-existing false --process-budget 3 ${everyFilter} > budget_events 2> problem & pid=$!
waitfor '"event":"start"' budget_events
./processes storm ${budgetProcesses} 1 > budget_storm
waitfor '"event":"exec_rollup"' budget_events
kill $pid
echo "=== filters"; wait $pid || { status=$?; cat problem; }
ended budget
echo "=== netns"; stat -L -c %i /proc/self/ns/net
echo "=== boot"; cat /proc/sys/kernel/random/boot_id
for file in truth/*; do echo "=== $file"; cat $file; done
for file in parts vain calls_before calls_beside tracepoints; do echo "=== $file"; cat $file; done
echo "=== storm"; cat storm
for name in processes_before processes_after process_truth process_events file_truth file_events budget_storm budget_events disks_before disks_after disk_events disk_errors shell_events; do echo "=== $name"; cat $name; done
echo "=== events"; cat events
exit $status
`;
}

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

export interface GuestTrace {
  /** What was waited for and did not come, a line each. */
  readonly vain: string;
  /** Seconds that each took, in the order of the commands. */
  readonly parts: ReadonlyMap<string, number>;
  readonly files: GuestFiles;
  readonly processes: GuestProcesses;
  readonly disks: DiskTrace;
  readonly shellLines: ReturnType<typeof parseShells>;
  readonly budget: { readonly started: readonly Started[]; readonly events: readonly Fields[] };
  /** Why it does not trace with a filter of each kind; empty where it does. */
  readonly filterProblem: string;
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
  const processes = processesOf((name) => sections.get(name) ?? '');
  const files = filesOf((name) => sections.get(name) ?? '');
  const disks = parseDisks((name) => sections.get(name) ?? '');
  const budget = { started: parseProcesses(sections.get('budget_storm') ?? ''), events: eventsOf(sections.get('budget_events') ?? '') };
  return { ...calls, parts: partsOf(sections.get('parts') ?? ''), vain: sections.get('vain') ?? 'no end', processes, disks, files, budget, shellLines: parseShells(sections.get('shell_events') ?? ''), filterProblem: (sections.get('filters') ?? 'not tried').trim(), netns: Number(sections.get('netns')), bootId, truths, failures, storm, events, breaches: broken };
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
