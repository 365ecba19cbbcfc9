/** What of the programs' needs this kernel has, by looking, without loading anything. */
import { kernelVersion } from '../host/kernel';
import { canReadTracepoint } from '../host/tracefs';
import type { Program, Tracepoints } from '../program';
import type { HasType } from './types';

/** Those whose hook is there. */
export function availablePrograms(has: HasType, programs: readonly Program[]): readonly Program[] {
  return programs.filter(({ hook }) => {
    const [kind, ...rest] = hook.split('/');
    if (kind === 'tp_btf') return has('typedef', `btf_trace_${rest.join('/')}`);
    if (kind === 'tracepoint') return canReadTracepoint(rest.join('/'));
    return true;
  });
}

/** From what the kernel side reads containers (bpf/services/owner/); not there without CONFIG_CGROUPS. */
const controlGroupTypes = ['css_set', 'cgrp_cset_link', 'cgroup'];

/** Whether the kernel says which container a process is in. */
export function hasControlGroups(has: HasType): boolean {
  return controlGroupTypes.every((name) => has('struct', name));
}

/** Version 7.0 took "preemption off" from tracepoints; one that still has it only runs a few programs more. */
export function tracepoints(): Tracepoints {
  const [major] = kernelVersion();
  return { arePreemptible: major >= 7, areReadable: canReadTracepoint('sock/inet_sock_set_state') };
}
