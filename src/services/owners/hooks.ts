import { onDemand, type Program } from '../../program';

const required = 'nothing can be traced';

/** That processes are described once, and the input's own are known. */
export const ownerHooks: readonly Program[] = [
  { name: 'handle_process_exit', hasTwin: true, hook: 'tp_btf/sched_process_exit', feature: 'process_ends', isRequired: true, without: required },
  { name: 'handle_process_fork', isMarked: true, hook: 'tp_btf/sched_process_fork', feature: 'process_forks', isRequired: false, without: 'the parent of a process is its current one, marked by parent_attribution' },
  { name: 'look_around', hook: onDemand, feature: 'own_processes', isRequired: true, without: required },
];
