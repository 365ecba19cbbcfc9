/** What of the programs' needs this kernel has, by looking, without loading anything. */
import { isPreemptible, kernelVersion } from '../host/kernel';
import { isInPidNamespace } from '../host/surroundings';
import { canReadTracepoint } from '../host/tracefs';
import { type CallWay, isPlaced, isSystemCall, type Program, type Tracepoints } from '../program';
import type { HasType } from './types';
import { uprobeWay, wayOfSection } from './uprobes';

/**
 * Those whose hook is there; of calls those of one way. To files none is attached where the kernel's pids are not those of /proc, and nobody
 * looks for files then.
 */
export function availablePrograms(has: HasType, programs: readonly Program[], way: CallWay, hasHostPids: boolean = !isInPidNamespace()): readonly Program[] {
  const { arePreemptible } = tracepoints();
  const found = programs.filter((program) => {
    if (program.isOnlyWherePreemptible && !arePreemptible) return false;
    const [kind, ...rest] = program.hook.split('/');
    if (kind === 'tp_btf') return has('typedef', `btf_trace_${rest.join('/')}`);
    if (kind === 'fentry' || kind === 'fexit') return way === 'functions' && has('function', rest.join('/'));
    if (isSystemCall(program) && way !== 'tracepoints') return false;
    if (kind === 'tracepoint') return canReadTracepoint(rest.join('/'));
    if (isPlaced(program)) return hasHostPids && uprobeWay(has) === wayOfSection(program.hook);
    return true;
  });
  return programs.some(isPlaced) && !found.some(isPlaced) ? found.filter(({ findsFiles = false }) => !findsFiles) : found;
}

/** From what the kernel side reads containers (bpf/services/owner/); not there without CONFIG_CGROUPS. */
const controlGroupTypes = ['css_set', 'cgrp_cset_link', 'cgroup'];

/** Whether the kernel says which container a process is in. */
export function hasControlGroups(has: HasType): boolean {
  return controlGroupTypes.every((name) => has('struct', name));
}

/**
 * Version 7.0 took "preemption off" from tracepoints; one that still has it only runs a few programs more. Programs of
 * functions have not had it since 5.12, where all of the kernel can be preempted.
 */
export function tracepoints(): Tracepoints {
  const [major] = kernelVersion();
  const arePreemptible = major >= 7;
  return { arePreemptible, areFunctionsPreemptible: isPreemptible(), areReadable: canReadTracepoint('sock/inet_sock_set_state') };
}
