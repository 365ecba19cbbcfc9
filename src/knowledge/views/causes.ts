/** What the inputs report of themselves, as causes with their remedies; each is a row where its condition is true. */
import { type LossField, lossFields } from '../../health/counters';
import { megabyte } from '../../splunk/views/spl';

interface Cause {
  readonly name: string;
  /** Over the sums of a host's health events. */
  readonly when: string;
  readonly details: string;
  readonly advice: string;
  /** Not necessarily a fault: to be judged. */
  readonly isNoFault?: boolean;
}

const excludeMore = 'exclude more (exclude_processes, exclude_networks)';

/** Each way to lose an event, with the word for what its field counts. */
const losses: Readonly<Record<LossField, Pick<Cause, 'name' | 'advice'> & { readonly counts: string }>> = {
  lost_samples: { name: 'ring buffer full', counts: 'samples', advice: `Raise ring_mb, or ${excludeMore}.` },
  missed: {
    name: 'connection closes missed', counts: 'connections',
    advice: 'The kernel did not report how some connections closed, which happens on busy hosts. They still have a final event (close_reason or outcome unknown), without bytes and duration. You need not act on a few.',
  },
  unreported: { name: 'too many connections', counts: 'events', advice: 'Raise max_connections.' },
  unsummed: { name: 'too many sums', counts: 'requests and files', advice: 'More operations of more disks, or more processes beyond file_budget, than there is room for in one interval: lower block_io_interval, raise file_budget, or leave the probe out that is not needed.' },
  dropped_events: {
    name: 'events dropped', counts: 'events',
    advice: `splunkd takes too little: raise maxKBps in limits.conf of the forwarder, use mode = summary, or ${excludeMore}.`,
  },
  decode_errors: { name: 'samples not read', counts: 'samples', advice: "Two add-on versions run on this host: restart splunkd there. If it persists, report it to the app's authors." },
};

const lossCauses = lossFields.map(([field]): Cause => {
  const { name, counts, advice } = losses[field];
  return { name, when: `${field}>0`, details: `${field} . " ${counts}"`, advice };
});

/** Features that are seen by tracepoints of system calls where the kernel refuses fexit: what is lacking is tracefs, then. */
const needTracefs = '((connect|accept|listen)_calls|failed_execs|file_opens)';
const lacksCapability = 'match(failure, "CAP_|EPERM")';

export const causes: readonly Cause[] = [
  {
    name: 'capability missing', when: `event=="failed" AND ${lacksCapability}`, details: 'failure',
    advice: "Give splunkd's unit AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_DAC_READ_SEARCH (README.txt of TA_ebpf_trace), or run it as root; then restart it.",
  },
  {
    name: 'cannot trace', when: `event=="failed" AND NOT ${lacksCapability}`, details: 'failure',
    advice: 'The details say what is missing; on the host: ebpf_trace check.',
  },
  { name: 'stopped', when: 'event=="stop"', details: 'null()', advice: 'The input was stopped or disabled, or splunkd restarts.', isNoFault: true },
  ...lossCauses,
  {
    name: 'output blocked', when: 'blocked>=5', details: 'round(blocked) . " s in one report"',
    advice: 'splunkd does not take events in time: its queues are full, or its indexers are slow.',
  },
  {
    name: 'above its daily budget', when: `daily>${megabyte}*\`ebpf_trace_host_budget_mb\``, details: `round(daily/${megabyte}) . " MB a day at this rate"`,
    advice: `Use mode = summary, ${excludeMore}, or raise the macro ebpf_trace_host_budget_mb.`, isNoFault: true,
  },
  { name: 'settings refused', when: 'isnotnull(problems)', details: 'problems', advice: 'Correct the setting in local/inputs.conf of the host: the details name it.' },
  {
    name: 'tracefs not readable', when: `match(degraded, "${needTracefs}")`, details: 'degraded',
    advice: "Give splunkd's unit CAP_DAC_READ_SEARCH, too (README.txt of TA_ebpf_trace), and mount tracefs at /sys/kernel/tracing if it is not; then restart it. Otherwise connections and execs that fail immediately and opens of files are not reported, and accepted connections are reported late. If you set system_calls = off, this is expected.",
  },
  {
    name: 'hooks missing', when: `trim(replace(degraded, "${needTracefs}", ""))!=""`, details: 'degraded',
    advice: 'This kernel lacks hooks: docs/events.md says what is missing without each.', isNoFault: true,
  },
];

/** From a row a host to a row a cause: State, cause, details, advice. */
export function causesSpl(): string {
  const found = causes.map(({ name, when }) => `if(${when}, "${name}", null())`).join(', ');
  const harmless = causes.filter(({ isNoFault }) => isNoFault).map(({ name }) => `"${name}"`).join(', ');
  const byCause = (text: (cause: Cause) => string): string => causes.map((cause) => `cause=="${cause.name}", ${text(cause)}`).join(', ');
  return `| eval cause=mvappend(${found}) | where isnotnull(cause) | mvexpand cause
| eval State=if(in(cause, ${harmless}), "INFO", "PROBLEM"), details=case(${byCause(({ details }) => details)})
| eval advice=case(${byCause(({ advice }) => `"${advice}"`)})`;
}
