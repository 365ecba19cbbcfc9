/** From the list of programs to programs that are attached, by the best of the ways to see calls that the kernel grants. */
import type { Surroundings } from '../host/surroundings';
import type { CallWay, Program } from '../program';
import { Links } from './attach';
import { availablePrograms, hasControlGroups } from './availability';
import { whyNoFunctions } from './functions';
import { type LoadOptions, loadPrograms } from './load';
import { lookAround } from './look_around';
import type { BpfObject } from './object';
import { refuseForeignNames, TracerError } from './refusals';
import { askKernelTypes } from './types';

export interface AttachOptions extends LoadOptions {
  /** In its filters. */
  readonly userNames: readonly string[];
}

export interface Attached {
  readonly object: BpfObject;
  readonly links: Links;
  /** Those that are attached, in the order of the list. */
  readonly programs: readonly Program[];
  readonly surroundings: Surroundings;
  /** Whether a process's container, pod and unit can be known. */
  readonly hasControlGroups: boolean;
}

/** Nothing is reported until the object's `wakeup` says that it is live. Throws: then nothing is attached. */
export function attachPrograms(options: AttachOptions): Attached {
  const { plans, ...kernel } = plansOf(options);
  for (const plan of plans) refuseMissing(options.programs, plan);
  return { ...kernel, ...attachFirst(plans, options) };
}

/** The programs of each way to see calls that comes into question, the best one first. */
function plansOf({ libbpf, settings, programs }: AttachOptions): { readonly plans: readonly (readonly Program[])[]; readonly hasControlGroups: boolean } {
  return askKernelTypes(libbpf, (has, numberOf) => {
    const hasFunctions = settings.systemCalls !== 'tracepoints' && whyNoFunctions(libbpf, has, numberOf, programs) === undefined;
    const ways: readonly CallWay[] = [...(hasFunctions ? ['functions'] as const : []), settings.systemCalls === 'off' ? 'off' : 'tracepoints'];
    return { plans: ways.map((way) => availablePrograms(has, programs, way)), hasControlGroups: hasControlGroups(has) };
  });
}

type Plan = readonly Program[];

/** What a kernel refuses only when it is tried (a function that something else holds) is done the next way. Throws what the last one throws. */
function attachFirst([plan = [], ...others]: readonly Plan[], options: AttachOptions): Omit<Attached, 'hasControlGroups'> {
  try {
    return attachAll({ ...options, programs: plan });
  } catch (error) {
    if (others.length === 0) throw error;
    return attachFirst(others, options);
  }
}

function attachAll(options: AttachOptions): Omit<Attached, 'hasControlGroups'> {
  const { libbpf, programs } = options;
  const object = loadPrograms(options);
  const links = new Links(libbpf);
  try {
    const surroundings = lookAround(libbpf, object);
    refuseForeignNames(surroundings, options.userNames);
    links.attach(object, programs, options.tracepoints);
    return { object, links, programs, surroundings };
  } catch (error) {
    links.detach();
    object.close();
    throw error;
  }
}

/** Throws a TracerError. */
function refuseMissing(wanted: readonly Program[], available: readonly Program[]): void {
  const missing = wanted.find((program) => program.isRequired && !available.includes(program));
  if (missing !== undefined) throw new TracerError(`this kernel has no ${missing.hook}: ${missing.without}`);
}
