/** What a start says in the log of what cannot be seen here. */
import { foreignCosts } from '../host/surroundings';
import { isTracefsMounted } from '../host/tracefs';
import { missingFeatures } from '../health/features';
import { ownHooks, programs, programsOf } from '../probes/hooks';
import { hasStandIn, isFunction, isPlaced, isSystemCall } from '../program';
import type { Settings } from '../settings';
import type { Tracing } from './tracing';

const callFeatures = new Set(programs.filter(isSystemCall).map(({ feature }) => feature));

/** A line each; none where all can be seen. */
export function warningsOf(tracer: Tracing, settings: Settings): readonly string[] {
  return [...missing(tracer, settings), ...unplaced(tracer, settings), ...foreign(tracer)];
}

/** Unless that is what was asked for, and the probe has something else to report. */
function missing({ seesCalls, programs: attached }: Tracing, { probes, systemCalls }: Settings): readonly string[] {
  if (seesCalls) return [];
  if (systemCalls === 'off') return blind(probes);
  const features = missingFeatures(attached, probes).filter((name) => callFeatures.has(name));
  if (features.length === 0) return []; // these probes need none
  const remedy = isTracefsMounted() ? 'give CAP_DAC_READ_SEARCH' : 'mount -t tracefs nodev /sys/kernel/tracing';
  return [`tracing without ${features.join(', ')}: tracefs cannot be read; ${remedy}; "${process.execPath} check" says what is missing without it`];
}

/** Probes that report nothing at all without calls. */
function blind(probes: Settings['probes']): readonly string[] {
  const isOfCalls = (hooks: ReturnType<typeof ownHooks>): boolean => hooks.length > 0 && hooks.every((hook) => isFunction(hook) || isSystemCall(hook));
  const without = probes.map(ownHooks).filter(isOfCalls).flatMap((hooks) => hooks.map(({ without: lacking }) => lacking));
  return without.length === 0 ? [] : [`this kernel refuses fexit and system_calls is off: ${[...new Set(without)].join(', ')}`];
}

/** Programs that would be attached to files. */
function unplaced({ programs: attached }: Tracing, { probes }: Settings): readonly string[] {
  const wanted = programsOf(probes).filter((program) => isPlaced(program) && program.insteadOf === undefined);
  const without = wanted.filter((program) => !attached.includes(program) && !hasStandIn(program, attached)).map(({ without: lacking }) => lacking);
  if (without.length === 0) return [];
  return [`${[...new Set(without)].join(', ')}: before kernel 6.6 programs are attached to files with CAP_SYS_ADMIN alone, which this process lacks`];
}

function foreign({ surroundings }: Tracing): readonly string[] {
  const costs = surroundings.foreign.map((name) => [name, foreignCosts[name]] as const).filter(([, cost]) => cost !== '');
  return costs.length === 0 ? [] : [`this runs in a container: ${costs.map(([name, cost]) => `${name}: ${cost}`).join('; ')}; see docs/containers.md`];
}
