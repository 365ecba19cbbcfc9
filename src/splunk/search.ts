/** What a saved search is, and what several of them have in common. */
import { probeArguments, usualProbes } from '../probes/arguments';

/** Values of alert.severity. */
export const severities = { info: 2, warning: 3, error: 4, severe: 5 } as const;

export interface Alert {
  /** Five fields; the minutes of all alerts differ. */
  readonly cron: string;
  readonly severity: keyof typeof severities;
  /** One alert for each value of these in `forTime`, not one for each row and run. */
  readonly suppress: { readonly fields: readonly string[]; readonly forTime: string };
  /** For risk scoring in Enterprise Security; absent where a hit is no sign of an attack. */
  readonly risk?: Risk;
}

export interface Risk {
  /** Techniques of MITRE ATT&CK, by their ids. */
  readonly attack: readonly string[];
  /** Fields of a row, with their types in Enterprise Security and a score to start from, 1 to 100. */
  readonly objects: readonly (readonly [field: string, type: 'system' | 'user', score: number])[];
  /** The field with the address of the other end. */
  readonly threat?: string;
  /** What happened, with fields of the row as $field$; else the title, the process and the host. */
  readonly message?: string;
}

export interface SavedSearch {
  /** After `eBPF Trace - `. */
  readonly title: string;
  /** What a row means. */
  readonly hit: string;
  /** What to do about it. */
  readonly advice: string;
  /** The search and its commands, to be joined by pipes. */
  readonly search: readonly string[];
  readonly earliest: string;
  readonly latest: string;
  /** Absent of what is only run by hand. */
  readonly alert?: Alert;
}

export const index = '`ebpf_trace_index`';
export const notNoisy = '`ebpf_trace_not_noisy`';

/** What a row means, what to do about it, who is left out, of searches that leave out somebody, and what has to be on. */
export function textsOf({ hit, advice, search }: SavedSearch): readonly string[] {
  const texts = search.some((command) => command.includes(notNoisy)) ? [hit, advice, blindness] : [hit, advice];
  return [...texts, ...needsOf(search)];
}

/** Without such a probe it finds nothing, and looks as if there were nothing to find. */
function needsOf(search: readonly string[]): readonly string[] {
  const read = new Set(search.flatMap((command) => [...command.matchAll(/\bsourcetype=ebpf:(\w+)/g)].map(([, name = '']) => name)));
  const needed = probeArguments.map(({ name }) => name).filter((name) => read.has(name) && !usualProbes.includes(name));
  return needed.map((name) => `Needs the probe ${name}, which is off by default (probes = ${[...usualProbes, name].join(', ')}).`);
}

const blindness = 'Processes listed in the noise lookups (Settings > Lookups, ebpf_trace_noise_*) are excluded, so an attacker who uses such a name is not detected. To exclude none, set the macro ebpf_trace_not_noisy to (*).';

/** Windows end before now, since events may come late. */
export const lag = '-10m@m';

/** For what is looked at once an hour. */
export const hour = { earliest: '-70m@m', latest: lag } as const;

/** A baseline is the week before, searched anew in each daily run. */
export const week = { earliest: '-8d@h', latest: lag } as const;

/** Since when something is recent: overlaps with the run before, which may have begun late; what that found is suppressed. */
export const recent = 'relative_time(now(), "-25h@h")';
