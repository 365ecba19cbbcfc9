/** What the hooks in use show, and what is missing. */
import { type Program, programs } from '../kernel/programs';
import { probeArguments } from '../probes/arguments';
import type { ProbeName } from '../probes/names';
import { connectionsNeverSeen } from '../services/connections/never_seen';
import type { ServiceName } from '../settings/argument';

const unseen: Readonly<Record<ServiceName, readonly string[]>> = { connections: connectionsNeverSeen };

/** What no hook shows of these probes on any kernel: `check` and health's start name it. */
export function neverSeen(probes: readonly ProbeName[]): readonly string[] {
  const needed = probeArguments.filter(({ name }) => probes.includes(name)).flatMap(({ needs }): readonly ServiceName[] => needs);
  return [...new Set(needed)].flatMap((service) => unseen[service]);
}

/** The names of the hooks in use, each once, without what they attach through. */
export function hooksInUse(attached: readonly Program[]): readonly string[] {
  const paths = attached.flatMap(({ hook, also }) => (also === undefined ? [hook] : [hook, also]));
  return [...new Set(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)))];
}

/** Features of which a hook is not there, each once. Spare ones are left out: older kernels lack them, and nobody can mend that. @param probes those that are on */
export function missingFeatures(attached: readonly Program[], probes: readonly ProbeName[]): readonly string[] {
  const names = attached.map(({ name }) => name);
  const missing = programs.filter(({ name, probe, isSpare = false }) => !isSpare && !names.includes(name) && (probe === undefined || probes.includes(probe)));
  return [...new Set(missing.map(({ feature }) => feature))];
}
