/** What is run inside a guest: the truth test by shell commands, in parts. */
import { diskCommands } from './disks';
import { shellCommands } from './shells';
import type { WorkloadCase } from '../truth/workload';

/** What is tried behind the cases of connections, each with a tracer of its own. */
export const parts = ['processes', 'files', 'disks', 'shells', 'budget'] as const;
export type Part = (typeof parts)[number];

export interface Trial {
  readonly cases: readonly WorkloadCase[];
  readonly parts: readonly Part[];
  /** Of the tracer. */
  readonly options: string;
}

/** However slow the processor is and what else it has to do: what has not come by then does not come. */
const patienceSeconds = 600;
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

/** Files, of whichever part was run. */
const outputs = [
  'parts', 'vain', 'calls_before', 'calls_beside', 'tracepoints', 'storm', 'processes_before', 'processes_after', 'process_truth', 'process_events',
  'file_truth', 'file_events', 'disks_before', 'disks_after', 'disk_events', 'disk_errors', 'shell_events', 'budget_storm', 'budget_events',
  'filter_problem', 'events',
];

const functions = `
waitfor() { # PATTERN FILE
  tries=0
  until grep -qE "$1" "$2"; do tries=$((tries + 1)); [ $tries -lt ${patienceSeconds * 5} ] || { echo "$1 in $2" >> vain; return 1; }; sleep 0.2; done
}
await_silence() { # FILE: a stop gives up what takes too long to write
  tries=0; before=
  until size=$(wc -c < "$1"); [ "$size" = "$before" ]; do tries=$((tries + 1)); [ $tries -lt ${patienceSeconds / 3} ] || { echo "silence in $1" >> vain; return 1; }; before=$size; sleep 3; done
}
ended() { echo "$1 $(cut -d ' ' -f 1 /proc/uptime)" >> parts; }
end_tracer() { kill $pid; wait $pid || status=$?; }
`;

export function truthCommands({ cases, parts: wanted, options }: Trial): string {
  return `${functions}
status=0
ended boot
touch events vain
${connectionCommands(cases, options)}
${wanted.map((part) => `${partCommands[part](options)}\nended ${part}`).join('\n')}
echo "=== netns"; stat -L -c %i /proc/self/ns/net
echo "=== boot"; cat /proc/sys/kernel/random/boot_id
for file in truth/* ${outputs.join(' ')}; do [ ! -e $file ] || { echo "=== $file"; cat $file; }; done
exit $status
`;
}

/** Cases with a part before the start read a byte each of one pipe when to go on. */
function connectionCommands(cases: readonly WorkloadCase[], options: string): string {
  const before = cases.filter((one) => one.before).map(({ name }) => name);
  const after = cases.filter((one) => !one.before).map(({ name }) => name);
  return `
export WORKLOAD_PATIENCE=${settlingFactor}
mkdir truth
./workload calls ${callCount} > calls_before
mkfifo go; exec 9<>go
for name in ${before.join(' ')}; do ./workload $name < go > truth/$name 9<&- & done
for name in ${before.join(' ')}; do waitfor '"ready"' truth/$name; done
${tracer} run --format json --close-fields connection_id,user ${options} > events 9<&- & pid=$!
# it traces once it reports what is tried; what existed before is reported by then
tries=0
until grep -q '"event":"connect_failed"' events; do
  tries=$((tries + 1)); [ $tries -lt ${patienceSeconds} ] || { echo "no tracing" >> /dev/console; exit 3; }
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
end_tracer
ended 'tcp: end'`;
}

const partCommands: Readonly<Record<Part, (options: string) => string>> = {
  // What has forked is counted by the kernel itself, the last of its readers included. The end of the parent of all comes last.
  processes: () => `
${tracer} run --format json --probe process --process-budget 0 --user-format id > process_events & pid=$!
waitfor '"event":"existing"' process_events
grep ^processes /proc/stat > processes_before
./processes > process_truth
grep ^processes /proc/stat > processes_after
parent=$(sed -n '1s/.*"pid":\\([0-9]*\\).*/\\1/p' process_truth)
waitfor '"event":"exit".*"process_id":'$parent, process_events
end_tracer`,
  // In a folder that no other open is in.
  files: (options) => `
mkdir files_work
${tracer} run --format json --probe file --file-budget 0 --user-format id ${options} > file_events & pid=$!
waitfor '"event":"start"' file_events
./files $PWD/files_work > file_truth
waitfor 'files_work/last' file_events
end_tracer`,
  disks: () => diskCommands(tracer),
  shells: () => shellCommands(tracer),
  // A storm beyond it, with filters that let it pass; what is counted beyond the first roll-up comes at the stop.
  budget: () => `
${tracer} run --format json --probe tcp,process --process-existing false --process-budget 3 ${everyFilter} > budget_events 2> filter_problem & pid=$!
waitfor '"event":"start"' budget_events
./processes storm ${budgetProcesses} 1 > budget_storm
waitfor '"event":"exec_rollup"' budget_events
kill $pid; wait $pid && : > filter_problem || status=$?`,
};
