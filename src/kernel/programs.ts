/**
 * The programs of the BPF object, and what the product gains from each. `check` and health report by feature; a hook
 * that this kernel lacks turns its program off, and the product says what it cannot tell then.
 */
import type { ProbeName } from '../settings';

export interface Program {
  /** Its function in bpf/. */
  readonly name: string;
  /** Where it attaches: its section. */
  readonly hook: string;
  /** It has a twin, attached after it, for what the kernel kept it from: see bpf/core/takers.h. */
  readonly hasTwin?: boolean;
  /** And a program for the classic tracepoint, attached before it where those behind it can be preempted. */
  readonly hasClassic?: boolean;
  /** Only asked where another hook saw nothing. */
  readonly isSpare?: boolean;
  /** What it misses is marked in events, and is none itself. */
  readonly isMarked?: boolean;
  /** A second tracepoint that the same program attaches to. */
  readonly also?: string;
  /** snake_case, as in health's `hooks`. */
  readonly feature: string;
  /** Without it there is no tracing at all. */
  readonly isRequired: boolean;
  /** Loaded only if this probe is on; otherwise always. */
  readonly probe?: ProbeName;
  /** What goes missing without it. */
  readonly without: string;
}

/** The section of a program that is attached to nothing. */
const onDemand = 'raw_tp';

const required = 'nothing can be traced';
const syncFailures = 'connects that fail at once (ENETUNREACH, EACCES) are not told, and EADDRNOTAVAIL lacks its errno';
const accepts = 'an inbound connection is told when its process first reads, writes or closes, and never with its accept';

export const programs: readonly Program[] = [
  { name: 'handle_set_state', hasTwin: true, hasClassic: true, hook: 'tp_btf/inet_sock_set_state', feature: 'connections', isRequired: true, without: required },
  { name: 'handle_destroy_sock', hasTwin: true, hasClassic: true, hook: 'tp_btf/tcp_destroy_sock', feature: 'socket_ends', isRequired: true, without: required },
  { name: 'handle_process_exit', hasTwin: true, hook: 'tp_btf/sched_process_exit', feature: 'process_ends', isRequired: true, without: required },
  { name: 'handle_process_fork', isMarked: true, hook: 'tp_btf/sched_process_fork', feature: 'process_forks', isRequired: false, without: 'the parent of a process is its current one, marked by parent_attribution' },
  { name: 'handle_receive_reset', hasTwin: true, hasClassic: true, hook: 'tp_btf/tcp_receive_reset', feature: 'resets', isRequired: true, without: required },
  { name: 'enter_connect', hook: 'tracepoint/syscalls/sys_enter_connect', feature: 'connect_calls', isRequired: false, without: syncFailures },
  { name: 'exit_connect', hook: 'tracepoint/syscalls/sys_exit_connect', feature: 'connect_calls', isRequired: false, without: syncFailures },
  { name: 'exit_accept', hook: 'tracepoint/syscalls/sys_exit_accept4', also: 'tracepoint/syscalls/sys_exit_accept', feature: 'accept_calls', isRequired: false, without: accepts },
  { name: 'exit_listen', hook: 'tracepoint/syscalls/sys_exit_listen', feature: 'listen_calls', isRequired: false, without: 'a listener is told within a second, by a walk, and not at once' },
  { name: 'handle_read', isSpare: true, hook: 'tp_btf/tcp_rcv_space_adjust', feature: 'owner_by_read', isRequired: false, without: 'accepts through io_uring have the owner at the first write or close' },
  { name: 'handle_write', isSpare: true, hook: 'tp_btf/sock_send_length', feature: 'owner_by_write', isRequired: false, without: 'accepts through io_uring that write before they read have the owner later, and Fast Open sends that fail at once are not told (kernel 6.3)' },
  { name: 'walk_descriptors', hook: 'iter/task_file', feature: 'existing_connections', isRequired: false, without: 'what existed before the start is not told' },
  { name: 'walk_sockets', hook: 'iter/tcp', feature: 'existing_orphans', isRequired: false, without: 'closing connections from before the start are not told' },
  { name: 'look_around', hook: onDemand, feature: 'own_processes', isRequired: true, without: required },
  { name: 'report_flows', hook: onDemand, feature: 'interval_reports', isRequired: false, without: 'long-lived connections report at their end only' },
  { name: 'find_endings', hook: onDemand, feature: 'unseen_endings', isRequired: false, without: 'an ending that no hook showed is noticed only when its socket\'s memory is used again' },
  { name: 'handle_tcp_state', hasTwin: true, hasClassic: true, hook: 'tp_btf/inet_sock_set_state', feature: 'tcp_states', isRequired: false, probe: 'tcp_state', without: 'the tcp_state probe is off' },
  { name: 'handle_retransmit', hasTwin: true, hasClassic: true, hook: 'tp_btf/tcp_retransmit_skb', feature: 'retransmits', isRequired: false, probe: 'retransmit', without: 'the retransmit probe is off' },
  { name: 'handle_retransmit_synack', hook: 'tp_btf/tcp_retransmit_synack', feature: 'synack_retransmits', isRequired: false, probe: 'retransmit', without: 'SYN-ACKs that are sent again are not told' },
];

/** The system call programs stand or fall together: they all need tracefs. */
export function isSystemCall(program: Program): boolean {
  return program.hook.startsWith('tracepoint/syscalls/');
}

/** One that is read when it is needed. */
export function isIterator(program: Program): boolean {
  return program.hook.startsWith('iter/');
}

/** One that this process runs itself (on_demand.ts). */
export function isOnDemand(program: Program): boolean {
  return program.hook === onDemand;
}

/** Attached to an event of the kernel. */
export function isHooked(program: Program): boolean {
  return !isIterator(program) && !isOnDemand(program);
}

/** How this kernel runs the programs of tracepoints. */
export interface Tracepoints {
  /** A task may lose its processor within one, but for those of classic tracepoints that are no system call's. */
  readonly arePreemptible: boolean;
  /** Classic ones need tracefs. */
  readonly areReadable: boolean;
}

/** A program's functions in the object, in the order in which they attach. */
export function functions(program: Program, { arePreemptible, areReadable }: Tracepoints): readonly string[] {
  const { name, hasTwin = false, hasClassic = false } = program;
  if (isSystemCall(program)) return arePreemptible ? [name, `${name}_twin`, `${name}_twin2`] : [name];
  return [...(hasClassic && arePreemptible && areReadable ? [`${name}_classic`] : []), name, ...(hasTwin ? [`${name}_twin`] : [])];
}

/** Every function of the object. */
export function allFunctions(): readonly string[] {
  return programs.flatMap((program) => functions(program, { arePreemptible: true, areReadable: true }));
}
