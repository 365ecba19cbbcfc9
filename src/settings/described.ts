/** Who wants all of a process that can be known, and how long its command line is by that. */
import { probeArguments } from '../probes/arguments';
import type { Settings } from '.';
import type { ProbeArguments } from './argument';

/** A probe that is about processes is on. */
export function wantsWhole({ probes }: Pick<Settings, 'probes'>): boolean {
  return probeArguments.some(({ name, isAboutProcesses }: ProbeArguments) => isAboutProcesses === true && probes.includes(name));
}

/** The most bytes of a command line that the kernel side sends: what the most demanding of its readers wants. */
export function describedBytes(settings: Settings): number {
  return Math.max(settings.commandLineBytes, wantsWhole(settings) ? settings.processCommandLineBytes : 0);
}
