/** What the hooks in use show, and what is missing. */
import { programsOf } from '../probes/hooks';
import type { ProbeName } from '../probes/names';
import { callWayOf, hasStandIn, isOfWay, isOnDemand, type Program } from '../program';

/** The names of the hooks in use, each once, without what they attach through. What the input runs itself is attached to none. */
export function hooksInUse(attached: readonly Program[]): readonly string[] {
  const paths = attached.filter((program) => !isOnDemand(program)).flatMap(({ hook, also }) => (also === undefined ? [hook] : [hook, also]));
  return [...new Set(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)))];
}

/**
 * Features of which a hook is not there, each once. Spare ones are left out: older kernels lack them, and nobody can mend
 * that. Of what can be seen in two ways either will do. @param probes those that are on
 */
export function missingFeatures(attached: readonly Program[], probes: readonly ProbeName[]): readonly string[] {
  const names = attached.map(({ name }) => name);
  const way = callWayOf(attached);
  const wanted = programsOf(probes).filter(({ isSpare = false, isOnlyWhereThere = false }) => !isSpare && !isOnlyWhereThere);
  const missing = wanted.filter((program) => !names.includes(program.name) && isOfWay(program, way) && program.insteadOf === undefined && !hasStandIn(program, attached));
  return [...new Set(missing.map(({ feature }) => feature))];
}
