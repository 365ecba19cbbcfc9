/** Samples as the kernel would write them, made by the names of their members. */
import { attribution, direction, owner_flag, owner_kind, owner_sample, tcp_kind, tcp_sample } from '../../src/generated/samples';
import { onTheHost } from '../../src/host/surroundings';
import { guidMaker } from '../../src/services/owners/guid';
import { addressBytes } from '../../src/settings/networks';

export interface Layout {
  readonly size: number;
  readonly at: Readonly<Record<string, number>>;
  readonly get: Readonly<Record<string, (view: DataView, base: number, index: number) => number>>;
}

export type Members = Readonly<Record<string, number | bigint | Uint8Array | string>>;

export interface Sample {
  readonly view: DataView;
  readonly at: number;
  readonly length: number;
}

/** Not at the start of its buffer, as in the ring. */
const before = 24;

/** Numbers take the width with which they are read, addresses ("::1") 16 bytes, other text and bytes as they are. */
export function sample(layout: Layout, members: Members, extraBytes = 0): Sample {
  const length = layout.size + extraBytes;
  const bytes = Buffer.alloc(before + length);
  for (const [name, value] of Object.entries(members)) {
    const at = layout.at[name];
    if (at === undefined) throw new Error(`no member ${name}`);
    bytes.set(memberBytes(layout, name, value), before + at);
  }
  return { view: new DataView(bytes.buffer, bytes.byteOffset), at: before, length };
}

function memberBytes(layout: Layout, name: string, value: Members[string]): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return addressBytes(value) ?? Buffer.from(value);
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(BigInt(value));
  return number.subarray(0, width(layout, name));
}

/** What a member reads as from memory full of ones gives away its width. */
function width(layout: Layout, name: string): number {
  const ones = new DataView(new Uint8Array(layout.size).fill(0xff).buffer);
  return Math.ceil(Math.log2((layout.get[name]?.(ones, 0, 0) ?? 0) + 1) / 8);
}

/** A plain IPv4 connection of process 4321, established, some bytes each way; override what matters. */
export const plain: Members = {
  head_time_ns: 20_000_000_000,
  subject_owner: 8193,
  subject_flow: 0x0123_4567_89ab_cdefn,
  subject_pid: 4321,
  subject_tid: 4321,
  subject_direction: direction.DIRECTION_OUTBOUND,
  subject_attribution: attribution.ATTRIBUTION_CONNECT,
  subject_ends_local: '192.0.2.1',
  subject_ends_remote: '198.51.100.2',
  subject_ends_local_port: 40000,
  subject_ends_remote_port: 443,
};

export function tcpSample(kind: keyof typeof tcp_kind, members: Members = {}): Sample {
  return sample(tcp_sample, { ...plain, head_probe: 1, head_kind: tcp_kind[kind], ...members });
}

export interface ProcessText {
  readonly name?: string | Uint8Array;
  readonly parent_name?: string | Uint8Array;
  /** From the root, names of any bytes. */
  readonly path?: readonly (string | Uint8Array)[];
  /** A path for each hierarchy; the empty name of the root, which ends each, is put there. */
  readonly cgroups?: readonly (readonly (string | Uint8Array)[])[];
  readonly arguments?: readonly (string | Uint8Array)[];
}

/** Leaf first, each name with its NUL. */
function pathBytes(names: readonly (string | Uint8Array)[] = []): Buffer {
  return Buffer.concat([...names].reverse().flatMap((name) => [Buffer.from(name), Buffer.of(0)]));
}

/** As bpf/services/owner/command_line.h reads them: without the last zero byte; both ends of what is longer than the limit, or the front of a title. */
function argumentMembers(args: Buffer, limit: number, isPadded: boolean): Members {
  const length = Math.max(0, args.length - 1);
  const rear = length > limit && !isPadded ? Math.floor(limit / 2) : 0;
  const bytes = Buffer.concat([args.subarray(0, Math.min(length, limit - rear)), args.subarray(length - rear, length)]);
  return { arguments: bytes, arguments_length: length };
}

const guid = guidMaker(onTheHost.bootId);
/** process_guid of the processes of `processSample`. */
export const wgetGuid = guid({ pidNamespace: 0, startNs: 0n, nsPid: 4321 });
export const parentGuid = guid({ pidNamespace: 0, startNs: 0n, nsPid: 4300 });

/** The description of wget, process 4321 of user 0; `limit` is the setting of command_line_bytes. */
export function processSample(text: ProcessText = {}, members: Members = {}, limit = 512): Sample {
  const path = pathBytes(text.path ?? ['usr', 'bin', 'wget']);
  const cgroup = Buffer.concat((text.cgroups ?? []).map((names) => pathBytes(['', ...names])));
  const args = Buffer.concat((text.arguments ?? ['wget', '-q', 'http://192.0.2.1/']).flatMap((one) => [Buffer.from(one), Buffer.of(0)]));
  const described = {
    head_kind: owner_kind.OWNER_DESCRIBED, id: 8193, pid: 4321, birth_pid: 4321, parent_birth_pid: 4300, parent_pid: 4300, uid: 0, login_uid: 0xffff_ffff,
    name: Buffer.from(text.name ?? 'wget'), parent_name: Buffer.from(text.parent_name ?? 'bash'),
    path, path_length: path.length, cgroup, cgroup_length: cgroup.length,
    ...argumentMembers(args, limit, ((Number(members['flags'] ?? 0)) & owner_flag.OWNER_ARGUMENTS_PADDED) !== 0),
  };
  return sample(owner_sample, { ...described, ...members }, limit);
}

export const kernelThread: Members = { flags: owner_flag.OWNER_KERNEL_THREAD, path_length: 0, arguments_length: 0 };
