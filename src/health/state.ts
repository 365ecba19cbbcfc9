/** How things are when health is reported, beside what is counted. */
import { containersFeature } from '../host/cgroups';
import type { Surroundings } from '../host/surroundings';
import { callWayOf, type Program } from '../program';
import type { Settings } from '../settings';
import type { HealthState } from './event';
import { hooksInUse, missingFeatures } from './features';

interface Observed {
  readonly settings: Settings;
  /** Settings that fell back to their defaults. */
  readonly problems?: string;
  readonly knownProcesses: number;
  readonly tracer: {
    readonly programs: readonly Program[];
    readonly hasControlGroups: boolean;
    readonly surroundings: Surroundings;
    readonly targets: { readonly count: number; readonly refused: number; readonly problems: readonly string[] } | undefined;
    readonly ringFill: number;
  };
}

export function stateOf({ settings, problems = '', knownProcesses, tracer }: Observed): Omit<HealthState, 'seconds'> {
  return {
    mode: settings.mode,
    probes: settings.probes,
    knownProcesses,
    targets: tracer.targets?.count ?? 0,
    targetsRefused: tracer.targets?.refused ?? 0,
    targetProblems: tracer.targets?.problems ?? [],
    ringFill: tracer.ringFill,
    hooks: hooksInUse(tracer.programs),
    callWay: callWayOf(tracer.programs),
    degraded: [...missingFeatures(tracer.programs, settings.probes), ...(tracer.hasControlGroups ? [] : [containersFeature])],
    namespaces: tracer.surroundings.foreign,
    problems,
  };
}
