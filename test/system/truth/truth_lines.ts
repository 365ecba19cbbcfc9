/** What a workload prints (workloads/truth.c): one JSON object a line. */

/** Seconds since 1970, from the program's clock: before and after what it did. */
export type Range = readonly [number, number];

/** Inode number of the pid namespace, start in ticks, pid in that namespace: by /proc. */
export type Birth = readonly [number, number, number];

export interface Owner {
  readonly process_id: number;
  readonly thread_id?: number;
  readonly ns_process_id?: number;
  readonly process_name: string;
  readonly process_path?: string;
  readonly process?: string;
  readonly parent_process_id?: number;
  readonly parent_process_name?: string;
  readonly parent_attribution?: string;
  /** Absent where it may not be looked at. */
  readonly birth?: Birth;
  readonly parent_birth?: Birth;
  readonly user_id: number;
  /** Where it is another. */
  readonly real_user_id?: number;
  readonly login_user_id?: number;
  readonly netns: number;
  /** Text of /proc/pid/cgroup. */
  readonly cgroups?: string;
}

export interface ConnectionTruth {
  readonly kind: 'connection';
  readonly case: string;
  readonly direction: 'outbound' | 'inbound' | 'unknown';
  readonly src_ip?: string;
  readonly src_port?: number;
  readonly dest_ip: string;
  readonly dest_port: number;
  /** There is a source, which the program never saw. */
  readonly any_source?: true;
  /** There may be a source or none. */
  readonly unknown_source?: true;
  readonly established?: true;
  readonly existing?: true;
  readonly was_in_backlog?: true;
  readonly was_connecting?: true;
  readonly never_accepted?: true;
  /** By TCP_REPAIR. */
  readonly restored?: true;
  readonly mptcp?: true;
  readonly any_mptcp?: true;
  /** Asked for through io_uring. */
  readonly by_ring?: true;
  readonly attribution?: string;
  readonly open_time?: Range;
  readonly close_time?: Range;
  readonly handshake?: Range;
  readonly bytes_in?: number;
  readonly bytes_out?: number;
  /** Of those, before the tracer's start. */
  readonly bytes_in_before?: number;
  readonly bytes_out_before?: number;
  readonly bytes_unacked?: number;
  readonly retransmits?: number;
  /** Alternatives are separated by |. */
  readonly close_reason?: string;
  readonly outcome?: string;
  readonly errno?: string;
  readonly any_errno?: true;
  readonly owner: Owner;
}

export interface ListenerTruth {
  readonly kind: 'listener';
  readonly case: string;
  readonly dest_ip: string;
  readonly dest_port: number;
  readonly existing?: true;
  readonly open_time?: Range;
  readonly close_time?: Range;
  readonly owner: Owner;
}

export type TruthLine =
  | ConnectionTruth
  | ListenerTruth
  /** All that this process does is told. */
  | { readonly kind: 'process'; readonly case: string; readonly process_id: number }
  /** All that happens at this listener's address is told. */
  | { readonly kind: 'endpoint'; readonly case: string; readonly dest_ip: string; readonly dest_port: number }
  /** It waits on stdin for the tracer's start. */
  | { readonly kind: 'ready'; readonly case: string }
  | { readonly kind: 'began' | 'ended'; readonly case: string; readonly time: number }
  | { readonly kind: 'skip' | 'died'; readonly case: string; readonly reason: string };

/** All truth about one run of one case. */
export interface CaseTruth {
  readonly name: string;
  readonly began: number;
  readonly ended: number;
  readonly lines: readonly TruthLine[];
}

export function parseTruth(text: string): TruthLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TruthLine);
}

/** Throws where the case was not whole. */
export function caseOf(name: string, text: string): CaseTruth {
  const lines = parseTruth(text);
  const time = (kind: 'began' | 'ended'): number | undefined =>
    lines.flatMap((line) => (line.kind === kind && 'time' in line ? [line.time] : []))[0];
  const began = time('began');
  const ended = time('ended') ?? (lines.some(({ kind }) => kind === 'skip') ? began : undefined);
  if (began === undefined || ended === undefined) throw new Error(`workload ${name} did not end: ${reasonOf(lines, 'died') ?? ''}\n${text}`);
  return { name, began, ended, lines };
}

export function connectionsOf(truth: CaseTruth): ConnectionTruth[] {
  return truth.lines.filter((line) => line.kind === 'connection');
}

export function listenersOf(truth: CaseTruth): ListenerTruth[] {
  return truth.lines.filter((line) => line.kind === 'listener');
}

/** Why the case could not be tried here, if so. */
export function skipReason(truth: CaseTruth): string | undefined {
  return reasonOf(truth.lines, 'skip');
}

function reasonOf(lines: readonly TruthLine[], kind: 'skip' | 'died'): string | undefined {
  return lines.flatMap((line) => (line.kind === kind && 'reason' in line ? [line.reason] : []))[0];
}
