/** What the inputs tell of themselves, as causes with their remedies; each is a row where its condition is true. */
import { megabyte } from './spl';

interface Cause {
  readonly name: string;
  /** Over the sums of a host's health events. */
  readonly when: string;
  readonly details: string;
  readonly advice: string;
  /** Not necessarily a fault: to be judged. */
  readonly isNoFault?: boolean;
}

const lacksCapability = 'match(failure, "CAP_|EPERM")';

export const causes: readonly Cause[] = [
  {
    name: 'capability missing', when: `event=="failed" AND ${lacksCapability}`, details: 'failure',
    advice: "Give splunkd's unit AmbientCapabilities=CAP_BPF CAP_PERFMON CAP_DAC_READ_SEARCH (README.txt), or run it as root; then restart it.",
  },
  {
    name: 'cannot trace', when: `event=="failed" AND NOT ${lacksCapability}`, details: 'failure',
    advice: 'The details say what is missing; on the host: ebpf_trace check.',
  },
  { name: 'stopped', when: 'event=="stop"', details: 'null()', advice: 'The input was stopped or disabled, or splunkd restarts.', isNoFault: true },
  { name: 'ring full', when: 'lost_samples>0', details: 'lost_samples . " samples"', advice: 'Raise ring_mb, or filter more.' },
  {
    name: 'events dropped', when: 'dropped_events>0', details: 'dropped_events . " events"',
    advice: 'splunkd takes too little: raise maxKBps in limits.conf of the forwarder, use mode = summary, or filter more.',
  },
  { name: 'too many connections', when: 'untracked>0', details: 'untracked . " connections"', advice: 'Raise max_connections.' },
  { name: 'ends not shown by the kernel', when: 'missed>0', details: 'missed . " connections"', advice: 'Known of busy kernels; the counts of this host are too low by these.' },
  {
    name: 'samples not read', when: 'decode_errors>0', details: 'decode_errors . " samples"',
    advice: 'Two versions are mixed on this host: restart splunkd there; otherwise report it.',
  },
  {
    name: 'output blocked', when: 'blocked>=5', details: 'round(blocked) . " s in one report"',
    advice: 'splunkd does not take events in time: its queues are full, or its indexers are slow.',
  },
  {
    name: 'above its daily budget', when: `daily>${megabyte}*\`ebpf_trace_host_budget_mb\``, details: `round(daily/${megabyte}) . " MB a day at this rate"`,
    advice: 'Use mode = summary, filter more, or raise the macro ebpf_trace_host_budget_mb.', isNoFault: true,
  },
  { name: 'settings refused', when: 'isnotnull(problems)', details: 'problems', advice: 'Mend the setting in local/inputs.conf of the host: the details name it.' },
  {
    name: 'hooks missing', when: 'isnotnull(degraded)', details: 'degraded',
    advice: 'This kernel lacks hooks: docs/events.md says what is not told without each.', isNoFault: true,
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
