import type { Program } from '../../program';

const failures = 'execs that fail, and how many failed before one that succeeds, are not reported';

export const processHooks: readonly Program[] = [
  { name: 'handle_exec', hasTwin: true, hasClassic: true, isClassicLast: true, hook: 'tp_btf/sched_process_exec', feature: 'execs', isRequired: false, without: 'programs that begin are not reported' },
  { name: 'handle_rename', hasTwin: true, hasClassic: true, hook: 'tp_btf/task_rename', feature: 'gained_capabilities', isRequired: false, without: 'capabilities that an exec gives are not reported' },
  { name: 'begin_execve_call', hasTwin: true, hook: 'fentry/__x64_sys_execve', feature: 'failed_execs', isRequired: false, without: failures },
  { name: 'end_execve_call', hasTwin: true, hook: 'fexit/__x64_sys_execve', feature: 'failed_execs', isRequired: false, without: failures },
  { name: 'begin_execveat_call', hasTwin: true, hook: 'fentry/__x64_sys_execveat', feature: 'failed_execs', isRequired: false, without: failures },
  { name: 'end_execveat_call', hasTwin: true, hook: 'fexit/__x64_sys_execveat', feature: 'failed_execs', isRequired: false, without: failures },
  { name: 'enter_execve', hook: 'tracepoint/syscalls/sys_enter_execve', feature: 'failed_execs', isRequired: false, without: failures },
  { name: 'enter_execveat', hook: 'tracepoint/syscalls/sys_enter_execveat', feature: 'failed_execs', isRequired: false, without: failures },
  { name: 'exit_exec', hook: 'tracepoint/syscalls/sys_exit_execve', also: 'tracepoint/syscalls/sys_exit_execveat', feature: 'failed_execs', isRequired: false, without: failures },
  { name: 'handle_exit', hasTwin: true, hasClassic: true, comesFirst: true, hook: 'tp_btf/sched_process_exit', feature: 'exits', isRequired: false, without: 'ends of processes are not reported' },
  { name: 'handle_free', isMarked: true, hook: 'tp_btf/sched_process_free', feature: 'exact_cpu_time', isRequired: false, without: 'cpu_time of an exit is not exact, and each exit is reported 10 seconds late' },
  { name: 'walk_processes', isReadOnce: true, hook: 'iter/task', feature: 'existing_processes', isRequired: false, without: 'processes from before the start are not reported before they end' },
];
