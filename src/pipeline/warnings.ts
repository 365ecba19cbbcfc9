/** What a start says in the log of what cannot be seen here. */
import { foreignCosts } from '../host/surroundings';
import { isTracefsMounted } from '../host/tracefs';
import { missingFeatures } from '../health/features';
import { programs } from '../probes/hooks';
import { isSystemCall } from '../program';
import type { Settings } from '../settings';
import type { Tracing } from './tracing';

const callFeatures = new Set(programs.filter(isSystemCall).map(({ feature }) => feature));

/** A line each; none where all can be seen. */
export function warningsOf(tracer: Tracing, settings: Settings): readonly string[] {
  return [...missing(tracer, settings), ...foreign(tracer)];
}

/** Unless that is what was asked for. */
function missing({ seesCalls, programs: attached }: Tracing, { probes, systemCalls }: Settings): readonly string[] {
  if (seesCalls || systemCalls === 'off') return [];
  const features = missingFeatures(attached, probes).filter((name) => callFeatures.has(name));
  if (features.length === 0) return []; // these probes need none
  const remedy = isTracefsMounted() ? 'give CAP_DAC_READ_SEARCH' : 'mount -t tracefs nodev /sys/kernel/tracing';
  return [`tracing without ${features.join(', ')}: tracefs cannot be read; ${remedy}; "${process.execPath} check" says what is missing without it`];
}

function foreign({ surroundings }: Tracing): readonly string[] {
  const costs = surroundings.foreign.map((name) => [name, foreignCosts[name]] as const).filter(([, cost]) => cost !== '');
  return costs.length === 0 ? [] : [`this runs in a container: ${costs.map(([name, cost]) => `${name}: ${cost}`).join('; ')}; see docs/containers.md`];
}
