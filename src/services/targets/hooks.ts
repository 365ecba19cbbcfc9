import type { Program } from '../../program';

const without = 'new files are not attached to';

/** Which executables run: what programs are attached to is looked for in them. */
export const targetHooks: readonly Program[] = [
  { name: 'handle_target_exec', findsFiles: true, hasTwin: true, hasClassic: true, hook: 'tp_btf/sched_process_exec', feature: 'new_targets', isRequired: false, without },
  { name: 'handle_target_exit', findsFiles: true, hasTwin: true, hasClassic: true, hook: 'tp_btf/sched_process_exit', feature: 'target_ends', isRequired: false, without: 'files stay attached to when their last process has ended, and hold their mount' },
  { name: 'walk_executables', findsFiles: true, isReadOnce: true, hook: 'iter/task', feature: 'running_targets', isRequired: false, without: 'files that ran before the start are not attached to before their next exec' },
];
