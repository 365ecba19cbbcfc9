/** How this kernel lets calls be seen, for `check`: tried for real. */
import { availablePrograms } from '../kernel/availability';
import { whyNoFunctions } from '../kernel/functions';
import type { Libbpf } from '../kernel/libbpf';
import { tryProgram } from '../kernel/trial';
import { askKernelTypes, whyNoBtf } from '../kernel/types';
import { programs } from '../probes/hooks';
import { type CallWay, isFunction, type Program } from '../program';
import { parseSettings, probeNames, type Settings } from '../settings';
import type { Finding } from './findings';

export interface Calls {
  readonly way: CallWay;
  /** Why not by functions. */
  readonly why?: string;
  /** What of all programs this kernel has, calls in that way. */
  readonly available: readonly Program[];
}

/** With every probe on. */
export function everySetting(): Settings {
  return parseSettings({ probes: probeNames.join(',') }).settings;
}

export function callsOf(libbpf: Libbpf, object: string): Calls {
  if (whyNoBtf(libbpf) !== undefined) return { way: 'tracepoints', available: [] };
  return askKernelTypes(libbpf, (has, numberOf): Calls => {
    const byFunctions = availablePrograms(has, programs, 'functions');
    const why = whyNoFunctions(libbpf, has, numberOf, programs) ?? firstRefusal(libbpf, object, byFunctions.filter(isFunction));
    if (why === undefined) return { way: 'functions', available: byFunctions };
    return { way: 'tracepoints', why, available: availablePrograms(has, programs, 'tracepoints') };
  });
}

function firstRefusal(libbpf: Libbpf, object: string, tried: readonly Program[]): string | undefined {
  const settings = everySetting();
  for (const program of tried) {
    const problem = tryProgram(libbpf, object, program, settings);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The name of its finding. */
export const callsName = 'system_calls';

/** What it costs, and what to do about it. */
export function callFinding({ way, why = '' }: Calls): Finding {
  const name = callsName;
  if (way === 'functions') return { status: 'ok', name, detail: 'seen by functions of the kernel: nothing is added to other calls' };
  return {
    status: 'note', name, detail: `${why}, so tracepoints are used: they add some 80 ns to every system call of the host`,
    remedy: 'if that is too much, set system_calls = off in inputs.conf; then connects and execs that fail at once and opens of files are not reported, and accepts and listeners are reported later',
  };
}
