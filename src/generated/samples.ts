// Made by the build from the BTF of bpf/ebpf_trace.bpf.c: do not edit, run node build.mjs samples.
// at: bytes from the struct's start; length: elements of an array; get, set: a scalar, or an array's element.
// 64-bit values become numbers: exact up to 2^53.

export const ancestor_value = {
  size: 40,
  at: {
    birth_start_ns: 0,
    birth_pid: 8,
    birth_pid_namespace: 12,
    pid: 16,
    name: 20,
  },
  length: {
    name: 16,
  },
  get: {
    birth_start_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    birth_pid: (view: DataView, base: number): number => view.getUint32(base + 8, true),
    birth_pid_namespace: (view: DataView, base: number): number => view.getUint32(base + 12, true),
    pid: (view: DataView, base: number): number => view.getUint32(base + 16, true),
    name: (view: DataView, base: number, index: number): number => view.getInt8(base + 20 + index),
  },
  set: {
    birth_start_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    birth_pid: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 8, value, true),
    birth_pid_namespace: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 12, value, true),
    pid: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 16, value, true),
    name: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + 20 + index, value),
  },
} as const;

export const arguments_value = {
  size: 4128,
  at: {
    words: 0,
  },
  length: {
    words: 516,
  },
  get: {
    words: (view: DataView, base: number, index: number): number =>
      view.getUint32(base + index * 8, true) + view.getUint32(base + 4 + index * 8, true) * 4294967296,
  },
  set: {
    words: (view: DataView, base: number, index: number, value: number): void =>
      view.setBigInt64(base + index * 8, BigInt(value), true),
  },
} as const;

export const attribution = {
  ATTRIBUTION_NONE: 0,
  ATTRIBUTION_CONNECT: 1,
  ATTRIBUTION_ACCEPT: 2,
  ATTRIBUTION_IO: 3,
  ATTRIBUTION_LISTENER: 4,
  ATTRIBUTION_EXISTING: 5,
  ATTRIBUTION_KERNEL: 6,
  ATTRIBUTION_LISTEN: 7,
} as const;

export const block_io_config = {
  size: 16,
  at: {
    slow_ns: 0,
    queue_comes_first: 8,
  },
  length: {},
  get: {
    slow_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    queue_comes_first: (view: DataView, base: number): number => view.getUint8(base + 8),
  },
  set: {
    slow_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    queue_comes_first: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 8, value),
  },
} as const;

export const block_io_counters = {
  size: 40,
  at: {
    filtered: 0,
    excluded: 8,
    unsummed: 16,
    untracked_io: 24,
    unseen_io: 32,
  },
  length: {},
  get: {
    filtered: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    excluded: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    unsummed: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    untracked_io: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    unseen_io: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
  },
} as const;

export const block_io_request_value = {
  size: 56,
  at: {
    identity: 0,
    issued_ns: 8,
    queue_ns: 16,
    issuer_bits: 24,
    taken: 32,
    pid: 40,
    device: 44,
    bytes: 48,
    op: 52,
    state: 54,
    unused: 55,
  },
  length: {},
  get: {
    identity: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    issued_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    queue_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    issuer_bits: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    taken: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    pid: (view: DataView, base: number): number => view.getUint32(base + 40, true),
    device: (view: DataView, base: number): number => view.getUint32(base + 44, true),
    bytes: (view: DataView, base: number): number => view.getUint32(base + 48, true),
    op: (view: DataView, base: number): number => view.getUint16(base + 52, true),
    state: (view: DataView, base: number): number => view.getUint8(base + 54),
    unused: (view: DataView, base: number): number => view.getUint8(base + 55),
  },
  set: {
    identity: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    issued_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
    queue_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 16, BigInt(value), true),
    issuer_bits: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 24, BigInt(value), true),
    taken: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 32, BigInt(value), true),
    pid: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 40, value, true),
    device: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 44, value, true),
    bytes: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 48, value, true),
    op: (view: DataView, base: number, value: number): void =>
      view.setUint16(base + 52, value, true),
    state: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 54, value),
    unused: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 55, value),
  },
} as const;

export const block_io_sample = {
  size: 104,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    owner: 16,
    sector: 24,
    device_ns: 32,
    queue_ns: 40,
    device: 48,
    op: 52,
    bytes: 56,
    status: 60,
    pid: 64,
    disk: 68,
  },
  length: {
    disk: 32,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    sector: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    device_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    queue_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 40, true) + view.getUint32(base + 44, true) * 4294967296,
    device: (view: DataView, base: number): number => view.getUint32(base + 48, true),
    op: (view: DataView, base: number): number => view.getUint32(base + 52, true),
    bytes: (view: DataView, base: number): number => view.getUint32(base + 56, true),
    status: (view: DataView, base: number): number => view.getInt32(base + 60, true),
    pid: (view: DataView, base: number): number => view.getUint32(base + 64, true),
    disk: (view: DataView, base: number, index: number): number => view.getInt8(base + 68 + index),
  },
} as const;

export const block_io_sum_key = {
  size: 8,
  at: {
    device: 0,
    op: 4,
    cpu: 6,
  },
  length: {},
  get: {
    device: (view: DataView, base: number): number => view.getUint32(base, true),
    op: (view: DataView, base: number): number => view.getUint16(base + 4, true),
    cpu: (view: DataView, base: number): number => view.getUint16(base + 6, true),
  },
  set: {
    device: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    op: (view: DataView, base: number, value: number): void =>
      view.setUint16(base + 4, value, true),
    cpu: (view: DataView, base: number, value: number): void =>
      view.setUint16(base + 6, value, true),
  },
} as const;

export const block_io_sum_value = {
  size: 1128,
  at: {
    disk: 0,
    count: 32,
    bytes: 40,
    errors: 48,
    timed: 56,
    device_ns: 64,
    device_most_ns: 72,
    queued: 80,
    queue_ns: 88,
    queue_most_ns: 96,
    device_slots: 104,
    queue_slots: 616,
  },
  length: {
    disk: 32,
    device_slots: 128,
    queue_slots: 128,
  },
  get: {
    disk: (view: DataView, base: number, index: number): number => view.getInt8(base + index),
    count: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    bytes: (view: DataView, base: number): number =>
      view.getUint32(base + 40, true) + view.getUint32(base + 44, true) * 4294967296,
    errors: (view: DataView, base: number): number =>
      view.getUint32(base + 48, true) + view.getUint32(base + 52, true) * 4294967296,
    timed: (view: DataView, base: number): number =>
      view.getUint32(base + 56, true) + view.getUint32(base + 60, true) * 4294967296,
    device_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 64, true) + view.getUint32(base + 68, true) * 4294967296,
    device_most_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 72, true) + view.getUint32(base + 76, true) * 4294967296,
    queued: (view: DataView, base: number): number =>
      view.getUint32(base + 80, true) + view.getUint32(base + 84, true) * 4294967296,
    queue_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 88, true) + view.getUint32(base + 92, true) * 4294967296,
    queue_most_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 96, true) + view.getUint32(base + 100, true) * 4294967296,
    device_slots: (view: DataView, base: number, index: number): number => view.getUint32(base + 104 + index * 4, true),
    queue_slots: (view: DataView, base: number, index: number): number => view.getUint32(base + 616 + index * 4, true),
  },
  set: {
    disk: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + index, value),
    count: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 32, BigInt(value), true),
    bytes: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 40, BigInt(value), true),
    errors: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 48, BigInt(value), true),
    timed: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 56, BigInt(value), true),
    device_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 64, BigInt(value), true),
    device_most_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 72, BigInt(value), true),
    queued: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 80, BigInt(value), true),
    queue_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 88, BigInt(value), true),
    queue_most_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 96, BigInt(value), true),
    device_slots: (view: DataView, base: number, index: number, value: number): void =>
      view.setUint32(base + 104 + index * 4, value, true),
    queue_slots: (view: DataView, base: number, index: number, value: number): void =>
      view.setUint32(base + 616 + index * 4, value, true),
  },
} as const;

export const bpf_func_id___5_11 = {
  BPF_FUNC_get_current_task_btf___5_11: 0,
} as const;

export const bpf_func_id___5_15 = {
  BPF_FUNC_task_pt_regs___5_15: 0,
} as const;

export const call_sight = {
  CALLS_UNSEEN: 0,
  CALLS_BY_TRACEPOINTS: 1,
  CALLS_BY_FUNCTIONS: 2,
} as const;

export const close_reason = {
  REASON_NONE: 0,
  REASON_FIN_LOCAL: 1,
  REASON_FIN_REMOTE: 2,
  REASON_RST_LOCAL: 3,
  REASON_RST_REMOTE: 4,
  REASON_TIMEOUT: 5,
  REASON_ABORTED: 6,
  REASON_UNKNOWN: 7,
  REASON_CHECKPOINTED: 8,
  REASON_UNSEEN: 9,
} as const;

export const connection_config = {
  size: 32,
  at: {
    boot_salt: 0,
    interval_ns: 8,
    direction_mask: 16,
    summary: 20,
    existing: 21,
    syscalls: 22,
    writes: 23,
    port_filter: 24,
    network_filter: 25,
  },
  length: {},
  get: {
    boot_salt: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    interval_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    direction_mask: (view: DataView, base: number): number => view.getUint32(base + 16, true),
    summary: (view: DataView, base: number): number => view.getUint8(base + 20),
    existing: (view: DataView, base: number): number => view.getUint8(base + 21),
    syscalls: (view: DataView, base: number): number => view.getUint8(base + 22),
    writes: (view: DataView, base: number): number => view.getUint8(base + 23),
    port_filter: (view: DataView, base: number): number => view.getUint8(base + 24),
    network_filter: (view: DataView, base: number): number => view.getUint8(base + 25),
  },
  set: {
    boot_salt: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    interval_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
    direction_mask: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 16, value, true),
    summary: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 20, value),
    existing: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 21, value),
    syscalls: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 22, value),
    writes: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 23, value),
    port_filter: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 24, value),
    network_filter: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 25, value),
  },
} as const;

export const connection_counters = {
  size: 104,
  at: {
    filtered: 0,
    excluded: 8,
    untracked: 16,
    unreported: 24,
    born: 32,
    ended: 40,
    subflows: 48,
    listens_asked: 56,
    listens_answered: 64,
    repaired: 72,
    missed: 80,
    unidentified: 88,
    unseen_calls: 96,
  },
  length: {},
  get: {
    filtered: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    excluded: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    untracked: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    unreported: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    born: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    ended: (view: DataView, base: number): number =>
      view.getUint32(base + 40, true) + view.getUint32(base + 44, true) * 4294967296,
    subflows: (view: DataView, base: number): number =>
      view.getUint32(base + 48, true) + view.getUint32(base + 52, true) * 4294967296,
    listens_asked: (view: DataView, base: number): number =>
      view.getUint32(base + 56, true) + view.getUint32(base + 60, true) * 4294967296,
    listens_answered: (view: DataView, base: number): number =>
      view.getUint32(base + 64, true) + view.getUint32(base + 68, true) * 4294967296,
    repaired: (view: DataView, base: number): number =>
      view.getUint32(base + 72, true) + view.getUint32(base + 76, true) * 4294967296,
    missed: (view: DataView, base: number): number =>
      view.getUint32(base + 80, true) + view.getUint32(base + 84, true) * 4294967296,
    unidentified: (view: DataView, base: number): number =>
      view.getUint32(base + 88, true) + view.getUint32(base + 92, true) * 4294967296,
    unseen_calls: (view: DataView, base: number): number =>
      view.getUint32(base + 96, true) + view.getUint32(base + 100, true) * 4294967296,
  },
} as const;

export const connection_flag = {
  CONNECTION_MPTCP: 1,
  CONNECTION_UNTRACKED: 2,
  CONNECTION_HIDDEN: 4,
  CONNECTION_EXISTING: 8,
  CONNECTION_DEFERRED: 16,
  CONNECTION_REPORTED: 32,
  CONNECTION_RESTORED: 64,
  CONNECTION_SUBFLOW: 128,
} as const;

export const cwd_flag = {
  CWD_CUT: 2,
  CWD_DELETED: 8,
  CWD_UNKNOWN: 16,
} as const;

export const direction = {
  DIRECTION_NONE: 0,
  DIRECTION_OUTBOUND: 1,
  DIRECTION_INBOUND: 2,
  DIRECTION_LISTENING: 3,
} as const;

export const executable_key = {
  size: 16,
  at: {
    inode: 0,
    device: 8,
  },
  length: {},
  get: {
    inode: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    device: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
  },
  set: {
    inode: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    device: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
  },
} as const;

export const file_access = {
  FILE_CHANGES: 0,
  FILE_WATCHED_ONLY: 1,
  FILE_ALL: 2,
} as const;

export const file_config = {
  size: 8,
  at: {
    access: 0,
    watches: 1,
    path_filter: 2,
    budget: 4,
  },
  length: {},
  get: {
    access: (view: DataView, base: number): number => view.getUint8(base),
    watches: (view: DataView, base: number): number => view.getUint8(base + 1),
    path_filter: (view: DataView, base: number): number => view.getUint8(base + 2),
    budget: (view: DataView, base: number): number => view.getUint32(base + 4, true),
  },
  set: {
    access: (view: DataView, base: number, value: number): void =>
      view.setUint8(base, value),
    watches: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 1, value),
    path_filter: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 2, value),
    budget: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 4, value, true),
  },
} as const;

export const file_counters = {
  size: 24,
  at: {
    filtered: 0,
    excluded: 8,
    unsummed: 16,
  },
  length: {},
  get: {
    filtered: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    excluded: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    unsummed: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
  },
} as const;

export const file_ending_key = {
  size: 20,
  at: {
    bits: 0,
    text: 4,
  },
  length: {
    text: 16,
  },
  get: {
    bits: (view: DataView, base: number): number => view.getUint32(base, true),
    text: (view: DataView, base: number, index: number): number => view.getInt8(base + 4 + index),
  },
  set: {
    bits: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    text: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + 4 + index, value),
  },
} as const;

export const file_flag = {
  FILE_CREATED: 1,
  FILE_TRUNCATED: 2,
  FILE_DELETED: 4,
  FILE_PATH_CUT: 8,
  FILE_WATCHED: 16,
  FILE_NAME_CUT: 32,
  FILE_ELSEWHERE: 64,
  FILE_OLD_PATH_CUT: 128,
  FILE_IS_FOLDER: 256,
  FILE_EXCHANGED: 512,
  FILE_BY_NAME: 1024,
  FILE_FIRST_OF_SUM: 2048,
  FILE_OLD_NAME_CUT: 4096,
} as const;

export const file_kind = {
  FILE_OPENED: 1,
  FILE_REFUSED: 2,
  FILE_RENAMED: 3,
  FILE_UNLINKED: 4,
} as const;

export const file_leaf_key = {
  size: 256,
  at: {
    bits: 0,
    text: 4,
  },
  length: {
    text: 252,
  },
  get: {
    bits: (view: DataView, base: number): number => view.getUint32(base, true),
    text: (view: DataView, base: number, index: number): number => view.getInt8(base + 4 + index),
  },
  set: {
    bits: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    text: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + 4 + index, value),
  },
} as const;

export const file_path_sample = {
  size: 2120,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    file_owner: 16,
    file_pid: 24,
    file_flags: 28,
    file_open_flags: 32,
    error: 40,
    mode: 44,
    size: 48,
    path_length: 56,
    old_path_length: 60,
    old_path_at: 64,
    path: 68,
  },
  length: {
    path: 2048,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    file_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    file_pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    file_flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    file_open_flags: (view: DataView, base: number): number => view.getUint32(base + 32, true),
    error: (view: DataView, base: number): number => view.getUint32(base + 40, true),
    mode: (view: DataView, base: number): number => view.getUint32(base + 44, true),
    size: (view: DataView, base: number): number =>
      view.getUint32(base + 48, true) + view.getUint32(base + 52, true) * 4294967296,
    path_length: (view: DataView, base: number): number => view.getUint32(base + 56, true),
    old_path_length: (view: DataView, base: number): number => view.getUint32(base + 60, true),
    old_path_at: (view: DataView, base: number): number => view.getUint32(base + 64, true),
    path: (view: DataView, base: number, index: number): number => view.getInt8(base + 68 + index),
  },
} as const;

export const file_root_key = {
  size: 124,
  at: {
    bits: 0,
    text: 4,
  },
  length: {
    text: 120,
  },
  get: {
    bits: (view: DataView, base: number): number => view.getUint32(base, true),
    text: (view: DataView, base: number, index: number): number => view.getInt8(base + 4 + index),
  },
  set: {
    bits: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    text: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + 4 + index, value),
  },
} as const;

export const file_sample = {
  size: 40,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    file_owner: 16,
    file_pid: 24,
    file_flags: 28,
    file_open_flags: 32,
  },
  length: {},
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    file_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    file_pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    file_flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    file_open_flags: (view: DataView, base: number): number => view.getUint32(base + 32, true),
  },
} as const;

export const file_sum_access = {
  FILE_SUM_PATH: 4,
} as const;

export const file_sum_key = {
  size: 32,
  at: {
    owner: 0,
    pid: 8,
    kind: 12,
    outcome: 16,
    is_watched: 20,
    unused: 24,
    cpu: 28,
  },
  length: {},
  get: {
    owner: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    pid: (view: DataView, base: number): number => view.getUint32(base + 8, true),
    kind: (view: DataView, base: number): number => view.getUint32(base + 12, true),
    outcome: (view: DataView, base: number): number => view.getUint32(base + 16, true),
    is_watched: (view: DataView, base: number): number => view.getUint32(base + 20, true),
    unused: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    cpu: (view: DataView, base: number): number => view.getUint32(base + 28, true),
  },
  set: {
    owner: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    pid: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 8, value, true),
    kind: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 12, value, true),
    outcome: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 16, value, true),
    is_watched: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 20, value, true),
    unused: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 24, value, true),
    cpu: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 28, value, true),
  },
} as const;

export const file_sum_value = {
  size: 24,
  at: {
    count: 0,
    first_ns: 8,
    last_ns: 16,
  },
  length: {},
  get: {
    count: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    first_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    last_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
  },
  set: {
    count: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    first_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
    last_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 16, BigInt(value), true),
  },
} as const;

export const file_verdict = {
  VERDICT_SPLUNK_HOME: 4,
} as const;

export const file_watch = {
  WATCH_FILES: 1,
  WATCH_FOLDERS: 2,
  WATCH_ENDINGS: 4,
} as const;

export const filter_use = {
  FILTER_NONE: 0,
  FILTER_EXCLUDES: 1,
  FILTER_INCLUDES: 2,
} as const;

export const filter_verdict = {
  VERDICT_INCLUDE: 1,
  VERDICT_EXCLUDE: 2,
} as const;

export const foreign_flag = {
  FOREIGN_PID: 1,
  FOREIGN_TIME: 2,
  FOREIGN_NETWORK: 4,
  FOREIGN_ROOT: 8,
  FOREIGN_MOUNTS: 16,
} as const;

export const mq_rq_state = {
  MQ_RQ_IDLE: 0,
} as const;

export const name_key = {
  size: 20,
  at: {
    bits: 0,
    name: 4,
  },
  length: {
    name: 16,
  },
  get: {
    bits: (view: DataView, base: number): number => view.getUint32(base, true),
    name: (view: DataView, base: number, index: number): number => view.getInt8(base + 4 + index),
  },
  set: {
    bits: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    name: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + 4 + index, value),
  },
} as const;

export const network_key = {
  size: 20,
  at: {
    bits: 0,
    address: 4,
  },
  length: {
    address: 16,
  },
  get: {
    bits: (view: DataView, base: number): number => view.getUint32(base, true),
    address: (view: DataView, base: number, index: number): number => view.getUint8(base + 4 + index),
  },
  set: {
    bits: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    address: (view: DataView, base: number, index: number, value: number): void =>
      view.setUint8(base + 4 + index, value),
  },
} as const;

export const owner_config = {
  size: 8,
  at: {
    arguments_limit: 0,
    include_splunk: 4,
    name_filter: 5,
    user_filter: 6,
    ends_reported: 7,
  },
  length: {},
  get: {
    arguments_limit: (view: DataView, base: number): number => view.getUint32(base, true),
    include_splunk: (view: DataView, base: number): number => view.getUint8(base + 4),
    name_filter: (view: DataView, base: number): number => view.getUint8(base + 5),
    user_filter: (view: DataView, base: number): number => view.getUint8(base + 6),
    ends_reported: (view: DataView, base: number): number => view.getUint8(base + 7),
  },
  set: {
    arguments_limit: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    include_splunk: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 4, value),
    name_filter: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 5, value),
    user_filter: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 6, value),
    ends_reported: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 7, value),
  },
} as const;

export const owner_counters = {
  size: 8,
  at: {
    undescribed: 0,
  },
  length: {},
  get: {
    undescribed: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
  },
} as const;

export const owner_flag = {
  OWNER_KERNEL_THREAD: 1,
  OWNER_PATH_CUT: 2,
  OWNER_EXE_DELETED: 4,
  OWNER_CGROUP_CUT: 8,
  OWNER_ARGUMENTS_UNREAD: 16,
  OWNER_ARGUMENTS_PADDED: 32,
  OWNER_PARENT_CURRENT: 64,
} as const;

export const owner_gone_sample = {
  size: 24,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    id: 16,
  },
  length: {},
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    id: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
  },
} as const;

export const owner_kind = {
  OWNER_DESCRIBED: 1,
  OWNER_GONE: 2,
} as const;

export const owner_sample = {
  size: 1656,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    id: 16,
    birth_start_ns: 24,
    birth_pid: 32,
    birth_pid_namespace: 36,
    parent_birth_start_ns: 40,
    parent_birth_pid: 48,
    parent_birth_pid_namespace: 52,
    pid: 56,
    parent_pid: 60,
    uid: 64,
    real_uid: 68,
    login_uid: 72,
    arguments_length: 76,
    name: 80,
    parent_name: 96,
    path_length: 112,
    cgroup_length: 114,
    flags: 116,
    path: 120,
    cgroup: 888,
    arguments: 1656,
  },
  length: {
    name: 16,
    parent_name: 16,
    path: 768,
    cgroup: 768,
    arguments: 0,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    id: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    birth_start_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    birth_pid: (view: DataView, base: number): number => view.getUint32(base + 32, true),
    birth_pid_namespace: (view: DataView, base: number): number => view.getUint32(base + 36, true),
    parent_birth_start_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 40, true) + view.getUint32(base + 44, true) * 4294967296,
    parent_birth_pid: (view: DataView, base: number): number => view.getUint32(base + 48, true),
    parent_birth_pid_namespace: (view: DataView, base: number): number => view.getUint32(base + 52, true),
    pid: (view: DataView, base: number): number => view.getUint32(base + 56, true),
    parent_pid: (view: DataView, base: number): number => view.getUint32(base + 60, true),
    uid: (view: DataView, base: number): number => view.getUint32(base + 64, true),
    real_uid: (view: DataView, base: number): number => view.getUint32(base + 68, true),
    login_uid: (view: DataView, base: number): number => view.getUint32(base + 72, true),
    arguments_length: (view: DataView, base: number): number => view.getUint32(base + 76, true),
    name: (view: DataView, base: number, index: number): number => view.getInt8(base + 80 + index),
    parent_name: (view: DataView, base: number, index: number): number => view.getInt8(base + 96 + index),
    path_length: (view: DataView, base: number): number => view.getUint16(base + 112, true),
    cgroup_length: (view: DataView, base: number): number => view.getUint16(base + 114, true),
    flags: (view: DataView, base: number): number => view.getUint32(base + 116, true),
    path: (view: DataView, base: number, index: number): number => view.getInt8(base + 120 + index),
    cgroup: (view: DataView, base: number, index: number): number => view.getInt8(base + 888 + index),
    arguments: (view: DataView, base: number, index: number): number => view.getInt8(base + 1656 + index),
  },
} as const;

export const port_value = {
  size: 16384,
  at: {
    include: 0,
    exclude: 8192,
  },
  length: {
    include: 1024,
    exclude: 1024,
  },
  get: {
    include: (view: DataView, base: number, index: number): number =>
      view.getUint32(base + index * 8, true) + view.getUint32(base + 4 + index * 8, true) * 4294967296,
    exclude: (view: DataView, base: number, index: number): number =>
      view.getUint32(base + 8192 + index * 8, true) + view.getUint32(base + 8196 + index * 8, true) * 4294967296,
  },
  set: {
    include: (view: DataView, base: number, index: number, value: number): void =>
      view.setBigInt64(base + index * 8, BigInt(value), true),
    exclude: (view: DataView, base: number, index: number, value: number): void =>
      view.setBigInt64(base + 8192 + index * 8, BigInt(value), true),
  },
} as const;

export const probe_id = {
  PROBE_OWNER: 0,
  PROBE_TCP: 1,
  PROBE_TCP_STATE: 2,
  PROBE_RETRANSMIT: 3,
  PROBE_PROCESS: 4,
  PROBE_SHELL: 5,
  PROBE_FILE: 6,
  PROBE_TARGETS: 7,
  PROBE_BLOCK_IO: 8,
  PROBE_COUNT: 9,
} as const;

export const process_config = {
  size: 8,
  at: {
    budget: 0,
    existing: 4,
  },
  length: {},
  get: {
    budget: (view: DataView, base: number): number => view.getUint32(base, true),
    existing: (view: DataView, base: number): number => view.getUint8(base + 4),
  },
  set: {
    budget: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    existing: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 4, value),
  },
} as const;

export const process_counters = {
  size: 16,
  at: {
    filtered: 0,
    excluded: 8,
  },
  length: {},
  get: {
    filtered: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    excluded: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
  },
} as const;

export const process_exec_sample = {
  size: 1352,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    process_owner: 16,
    process_pid: 24,
    process_flags: 28,
    session: 32,
    cwd_length: 36,
    ancestor_count: 40,
    failed_tries: 44,
    gained: 48,
    tty: 56,
    script: 88,
    ancestors: 344,
    cwd: 584,
  },
  length: {
    tty: 32,
    script: 256,
    ancestors: 6,
    cwd: 768,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    process_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    process_pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    process_flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    session: (view: DataView, base: number): number => view.getUint32(base + 32, true),
    cwd_length: (view: DataView, base: number): number => view.getUint32(base + 36, true),
    ancestor_count: (view: DataView, base: number): number => view.getUint32(base + 40, true),
    failed_tries: (view: DataView, base: number): number => view.getUint32(base + 44, true),
    gained: (view: DataView, base: number): number =>
      view.getUint32(base + 48, true) + view.getUint32(base + 52, true) * 4294967296,
    tty: (view: DataView, base: number, index: number): number => view.getInt8(base + 56 + index),
    script: (view: DataView, base: number, index: number): number => view.getInt8(base + 88 + index),
    cwd: (view: DataView, base: number, index: number): number => view.getInt8(base + 584 + index),
  },
} as const;

export const process_exit_sample = {
  size: 96,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    process_owner: 16,
    process_pid: 24,
    process_flags: 28,
    start_ns: 32,
    cpu_ns: 40,
    peak_pages: 48,
    opened: 56,
    closed: 64,
    bytes_in: 72,
    bytes_out: 80,
    exit_code: 88,
  },
  length: {},
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    process_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    process_pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    process_flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    start_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    cpu_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 40, true) + view.getUint32(base + 44, true) * 4294967296,
    peak_pages: (view: DataView, base: number): number =>
      view.getUint32(base + 48, true) + view.getUint32(base + 52, true) * 4294967296,
    opened: (view: DataView, base: number): number =>
      view.getUint32(base + 56, true) + view.getUint32(base + 60, true) * 4294967296,
    closed: (view: DataView, base: number): number =>
      view.getUint32(base + 64, true) + view.getUint32(base + 68, true) * 4294967296,
    bytes_in: (view: DataView, base: number): number =>
      view.getUint32(base + 72, true) + view.getUint32(base + 76, true) * 4294967296,
    bytes_out: (view: DataView, base: number): number =>
      view.getUint32(base + 80, true) + view.getUint32(base + 84, true) * 4294967296,
    exit_code: (view: DataView, base: number): number => view.getUint32(base + 88, true),
  },
} as const;

export const process_failed_sample = {
  size: 296,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    process_owner: 16,
    process_pid: 24,
    process_flags: 28,
    tries: 32,
    error: 36,
    asked: 40,
  },
  length: {
    asked: 256,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    process_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    process_pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    process_flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    tries: (view: DataView, base: number): number => view.getUint32(base + 32, true),
    error: (view: DataView, base: number): number => view.getUint32(base + 36, true),
    asked: (view: DataView, base: number, index: number): number => view.getInt8(base + 40 + index),
  },
} as const;

export const process_flag = {
  PROCESS_SECURE: 1,
  PROCESS_CWD_CUT: 2,
  PROCESS_FORKED_ONLY: 4,
  PROCESS_CWD_DELETED: 8,
  PROCESS_CWD_UNKNOWN: 16,
  PROCESS_OTHER_PROGRAM: 32,
  PROCESS_FIRST_OF_SUM: 64,
  PROCESS_EXEC_COUNTED: 128,
} as const;

export const process_freed_sample = {
  size: 48,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    process_owner: 16,
    process_pid: 24,
    process_flags: 28,
    start_ns: 32,
    cpu_ns: 40,
  },
  length: {},
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    process_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    process_pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    process_flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    start_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    cpu_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 40, true) + view.getUint32(base + 44, true) * 4294967296,
  },
} as const;

export const process_kind = {
  PROCESS_EXEC: 1,
  PROCESS_EXIT: 2,
  PROCESS_EXISTING: 3,
  PROCESS_FREED: 4,
  PROCESS_EXEC_FAILED: 5,
} as const;

export const process_sample = {
  size: 32,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    process_owner: 16,
    process_pid: 24,
    process_flags: 28,
  },
  length: {},
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    process_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    process_pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    process_flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
  },
} as const;

export const process_sum_key = {
  size: 40,
  at: {
    parent_start_ns: 0,
    parent_pid: 8,
    parent_pid_namespace: 12,
    executable: 16,
    outcome: 24,
    uid: 28,
    kind: 32,
    cpu: 36,
  },
  length: {},
  get: {
    parent_start_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    parent_pid: (view: DataView, base: number): number => view.getUint32(base + 8, true),
    parent_pid_namespace: (view: DataView, base: number): number => view.getUint32(base + 12, true),
    executable: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    outcome: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    uid: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    kind: (view: DataView, base: number): number => view.getUint32(base + 32, true),
    cpu: (view: DataView, base: number): number => view.getUint32(base + 36, true),
  },
  set: {
    parent_start_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    parent_pid: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 8, value, true),
    parent_pid_namespace: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 12, value, true),
    executable: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 16, BigInt(value), true),
    outcome: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 24, value, true),
    uid: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 28, value, true),
    kind: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 32, value, true),
    cpu: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 36, value, true),
  },
} as const;

export const process_sum_value = {
  size: 88,
  at: {
    count: 0,
    amount: 8,
    first_ns: 16,
    last_ns: 24,
    owner: 32,
    lines: 40,
    parent_pid: 48,
    parent_name: 52,
    name: 68,
  },
  length: {
    parent_name: 16,
    name: 16,
  },
  get: {
    count: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    amount: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    first_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    last_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    owner: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    lines: (view: DataView, base: number): number =>
      view.getUint32(base + 40, true) + view.getUint32(base + 44, true) * 4294967296,
    parent_pid: (view: DataView, base: number): number => view.getUint32(base + 48, true),
    parent_name: (view: DataView, base: number, index: number): number => view.getInt8(base + 52 + index),
    name: (view: DataView, base: number, index: number): number => view.getInt8(base + 68 + index),
  },
  set: {
    count: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    amount: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
    first_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 16, BigInt(value), true),
    last_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 24, BigInt(value), true),
    owner: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 32, BigInt(value), true),
    lines: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 40, BigInt(value), true),
    parent_pid: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 48, value, true),
    parent_name: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + 52 + index, value),
    name: (view: DataView, base: number, index: number, value: number): void =>
      view.setInt8(base + 68 + index, value),
  },
} as const;

export const request_state = {
  REQUEST_QUEUED: 1,
  REQUEST_ISSUED: 2,
  REQUEST_TIMED: 3,
  REQUEST_ENDED: 4,
} as const;

export const retransmit_sample = {
  size: 104,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    subject_owner: 16,
    subject_flow: 24,
    subject_connection_id: 32,
    subject_pid: 40,
    subject_tid: 44,
    subject_direction: 48,
    subject_attribution: 49,
    subject_flags: 50,
    subject_is_opener_unknown: 51,
    subject_ends_local: 52,
    subject_ends_remote: 68,
    subject_ends_local_port: 84,
    subject_ends_remote_port: 86,
    subject_ends_netns: 88,
    segments: 96,
    state: 100,
  },
  length: {
    subject_ends_local: 16,
    subject_ends_remote: 16,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    subject_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    subject_flow: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    subject_connection_id: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    subject_pid: (view: DataView, base: number): number => view.getUint32(base + 40, true),
    subject_tid: (view: DataView, base: number): number => view.getUint32(base + 44, true),
    subject_direction: (view: DataView, base: number): number => view.getUint8(base + 48),
    subject_attribution: (view: DataView, base: number): number => view.getUint8(base + 49),
    subject_flags: (view: DataView, base: number): number => view.getUint8(base + 50),
    subject_is_opener_unknown: (view: DataView, base: number): number => view.getUint8(base + 51),
    subject_ends_local: (view: DataView, base: number, index: number): number => view.getUint8(base + 52 + index),
    subject_ends_remote: (view: DataView, base: number, index: number): number => view.getUint8(base + 68 + index),
    subject_ends_local_port: (view: DataView, base: number): number => view.getUint16(base + 84, true),
    subject_ends_remote_port: (view: DataView, base: number): number => view.getUint16(base + 86, true),
    subject_ends_netns: (view: DataView, base: number): number => view.getUint32(base + 88, true),
    segments: (view: DataView, base: number): number => view.getUint32(base + 96, true),
    state: (view: DataView, base: number): number => view.getUint8(base + 100),
  },
} as const;

export const rqf_flags = {
  __RQF_FLUSH_SEQ: 0,
} as const;

export const shell_config = {
  size: 4,
  at: {
    line_bytes: 0,
  },
  length: {},
  get: {
    line_bytes: (view: DataView, base: number): number => view.getUint32(base, true),
  },
  set: {
    line_bytes: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
  },
} as const;

export const shell_counters = {
  size: 24,
  at: {
    filtered: 0,
    excluded: 8,
    unseen_edits: 16,
  },
  length: {},
  get: {
    filtered: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    excluded: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    unseen_edits: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
  },
} as const;

export const shell_flag = {
  SHELL_LINE_UNREAD: 1,
  SHELL_CWD_CUT: 2,
  SHELL_CWD_DELETED: 8,
  SHELL_CWD_UNKNOWN: 16,
  SHELL_LINE_CUT: 32,
} as const;

export const shell_kind = {
  SHELL_BASH: 1,
  SHELL_ZSH: 2,
} as const;

export const shell_sample = {
  size: 848,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    owner: 16,
    pid: 24,
    flags: 28,
    session: 32,
    cwd_length: 36,
    line_length: 40,
    tty: 44,
    cwd: 76,
    line: 844,
  },
  length: {
    tty: 32,
    cwd: 768,
    line: 0,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    pid: (view: DataView, base: number): number => view.getUint32(base + 24, true),
    flags: (view: DataView, base: number): number => view.getUint32(base + 28, true),
    session: (view: DataView, base: number): number => view.getUint32(base + 32, true),
    cwd_length: (view: DataView, base: number): number => view.getUint32(base + 36, true),
    line_length: (view: DataView, base: number): number => view.getUint32(base + 40, true),
    tty: (view: DataView, base: number, index: number): number => view.getInt8(base + 44 + index),
    cwd: (view: DataView, base: number, index: number): number => view.getInt8(base + 76 + index),
    line: (view: DataView, base: number, index: number): number => view.getInt8(base + 844 + index),
  },
} as const;

export const slot = {
  SLOTS: 128,
} as const;

export const surroundings_value = {
  size: 16,
  at: {
    boot_offset_ns: 0,
    host_netns: 8,
    foreign: 12,
  },
  length: {},
  get: {
    boot_offset_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getInt32(base + 4, true) * 4294967296,
    host_netns: (view: DataView, base: number): number => view.getUint32(base + 8, true),
    foreign: (view: DataView, base: number): number => view.getUint32(base + 12, true),
  },
  set: {
    boot_offset_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    host_netns: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 8, value, true),
    foreign: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 12, value, true),
  },
} as const;

export const target_user_value = {
  size: 32,
  at: {
    executable_inode: 0,
    executable_device: 8,
    start_ns: 16,
    exec_id: 24,
  },
  length: {},
  get: {
    executable_inode: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    executable_device: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    start_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    exec_id: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
  },
  set: {
    executable_inode: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    executable_device: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
    start_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 16, BigInt(value), true),
    exec_id: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 24, BigInt(value), true),
  },
} as const;

export const target_value = {
  size: 16,
  at: {
    id: 0,
    ends: 8,
  },
  length: {},
  get: {
    id: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    ends: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
  },
  set: {
    id: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    ends: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
  },
} as const;

export const targets_config = {
  size: 1,
  at: {
    cookies: 0,
  },
  length: {},
  get: {
    cookies: (view: DataView, base: number): number => view.getUint8(base),
  },
  set: {
    cookies: (view: DataView, base: number, value: number): void =>
      view.setUint8(base, value),
  },
} as const;

export const targets_counters = {
  size: 8,
  at: {
    target_users_unnoted: 0,
  },
  length: {},
  get: {
    target_users_unnoted: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
  },
} as const;

export const targets_sample = {
  size: 48,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    executable_inode: 16,
    executable_device: 24,
    start_ns: 32,
    pid: 40,
  },
  length: {},
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    executable_inode: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    executable_device: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    start_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    pid: (view: DataView, base: number): number => view.getUint32(base + 40, true),
  },
} as const;

export const tcp_kind = {
  TCP_CONNECT: 1,
  TCP_CONNECT_FAILED: 2,
  TCP_ACCEPT: 3,
  TCP_CLOSE_EVENT: 4,
  TCP_LISTEN_EVENT: 5,
  TCP_LISTEN_CLOSE: 6,
  TCP_EXISTING: 7,
  TCP_FLOW: 8,
} as const;

export const tcp_sample = {
  size: 176,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    subject_owner: 16,
    subject_flow: 24,
    subject_connection_id: 32,
    subject_pid: 40,
    subject_tid: 44,
    subject_direction: 48,
    subject_attribution: 49,
    subject_flags: 50,
    subject_is_opener_unknown: 51,
    subject_ends_local: 52,
    subject_ends_remote: 68,
    subject_ends_local_port: 84,
    subject_ends_remote_port: 86,
    subject_ends_netns: 88,
    at_ns: 96,
    began_ns: 104,
    response_ns: 112,
    bytes_unacked: 120,
    traffic_bytes_in: 128,
    traffic_bytes_out: 136,
    traffic_packets_in: 144,
    traffic_packets_out: 148,
    traffic_retransmits: 152,
    rtt_us: 160,
    error: 164,
    reason: 168,
    was_given_up: 169,
  },
  length: {
    subject_ends_local: 16,
    subject_ends_remote: 16,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    subject_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    subject_flow: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    subject_connection_id: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    subject_pid: (view: DataView, base: number): number => view.getUint32(base + 40, true),
    subject_tid: (view: DataView, base: number): number => view.getUint32(base + 44, true),
    subject_direction: (view: DataView, base: number): number => view.getUint8(base + 48),
    subject_attribution: (view: DataView, base: number): number => view.getUint8(base + 49),
    subject_flags: (view: DataView, base: number): number => view.getUint8(base + 50),
    subject_is_opener_unknown: (view: DataView, base: number): number => view.getUint8(base + 51),
    subject_ends_local: (view: DataView, base: number, index: number): number => view.getUint8(base + 52 + index),
    subject_ends_remote: (view: DataView, base: number, index: number): number => view.getUint8(base + 68 + index),
    subject_ends_local_port: (view: DataView, base: number): number => view.getUint16(base + 84, true),
    subject_ends_remote_port: (view: DataView, base: number): number => view.getUint16(base + 86, true),
    subject_ends_netns: (view: DataView, base: number): number => view.getUint32(base + 88, true),
    at_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 96, true) + view.getUint32(base + 100, true) * 4294967296,
    began_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 104, true) + view.getUint32(base + 108, true) * 4294967296,
    response_ns: (view: DataView, base: number): number =>
      view.getUint32(base + 112, true) + view.getUint32(base + 116, true) * 4294967296,
    bytes_unacked: (view: DataView, base: number): number =>
      view.getUint32(base + 120, true) + view.getUint32(base + 124, true) * 4294967296,
    traffic_bytes_in: (view: DataView, base: number): number =>
      view.getUint32(base + 128, true) + view.getUint32(base + 132, true) * 4294967296,
    traffic_bytes_out: (view: DataView, base: number): number =>
      view.getUint32(base + 136, true) + view.getUint32(base + 140, true) * 4294967296,
    traffic_packets_in: (view: DataView, base: number): number => view.getUint32(base + 144, true),
    traffic_packets_out: (view: DataView, base: number): number => view.getUint32(base + 148, true),
    traffic_retransmits: (view: DataView, base: number): number => view.getUint32(base + 152, true),
    rtt_us: (view: DataView, base: number): number => view.getUint32(base + 160, true),
    error: (view: DataView, base: number): number => view.getUint32(base + 164, true),
    reason: (view: DataView, base: number): number => view.getUint8(base + 168),
    was_given_up: (view: DataView, base: number): number => view.getUint8(base + 169),
  },
} as const;

export const tcp_state = {
  TCP_ESTABLISHED: 1,
  TCP_SYN_SENT: 2,
  TCP_SYN_RECV: 3,
  TCP_FIN_WAIT1: 4,
  TCP_FIN_WAIT2: 5,
  TCP_TIME_WAIT: 6,
  TCP_CLOSE: 7,
  TCP_CLOSE_WAIT: 8,
  TCP_LAST_ACK: 9,
  TCP_LISTEN: 10,
  TCP_CLOSING: 11,
  TCP_NEW_SYN_RECV: 12,
} as const;

export const tcp_state_sample = {
  size: 104,
  at: {
    head_time_ns: 0,
    head_probe: 8,
    head_kind: 9,
    subject_owner: 16,
    subject_flow: 24,
    subject_connection_id: 32,
    subject_pid: 40,
    subject_tid: 44,
    subject_direction: 48,
    subject_attribution: 49,
    subject_flags: 50,
    subject_is_opener_unknown: 51,
    subject_ends_local: 52,
    subject_ends_remote: 68,
    subject_ends_local_port: 84,
    subject_ends_remote_port: 86,
    subject_ends_netns: 88,
    old_state: 96,
    new_state: 97,
  },
  length: {
    subject_ends_local: 16,
    subject_ends_remote: 16,
  },
  get: {
    head_time_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    head_probe: (view: DataView, base: number): number => view.getUint8(base + 8),
    head_kind: (view: DataView, base: number): number => view.getUint8(base + 9),
    subject_owner: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    subject_flow: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    subject_connection_id: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    subject_pid: (view: DataView, base: number): number => view.getUint32(base + 40, true),
    subject_tid: (view: DataView, base: number): number => view.getUint32(base + 44, true),
    subject_direction: (view: DataView, base: number): number => view.getUint8(base + 48),
    subject_attribution: (view: DataView, base: number): number => view.getUint8(base + 49),
    subject_flags: (view: DataView, base: number): number => view.getUint8(base + 50),
    subject_is_opener_unknown: (view: DataView, base: number): number => view.getUint8(base + 51),
    subject_ends_local: (view: DataView, base: number, index: number): number => view.getUint8(base + 52 + index),
    subject_ends_remote: (view: DataView, base: number, index: number): number => view.getUint8(base + 68 + index),
    subject_ends_local_port: (view: DataView, base: number): number => view.getUint16(base + 84, true),
    subject_ends_remote_port: (view: DataView, base: number): number => view.getUint16(base + 86, true),
    subject_ends_netns: (view: DataView, base: number): number => view.getUint32(base + 88, true),
    old_state: (view: DataView, base: number): number => view.getUint8(base + 96),
    new_state: (view: DataView, base: number): number => view.getUint8(base + 97),
  },
} as const;

export const trace_config = {
  size: 24,
  at: {
    wakeup_ns: 0,
    ring_bytes: 8,
    probes: 12,
    preemptible: 21,
    preemptible_functions: 22,
    classic: 23,
  },
  length: {
    probes: 9,
  },
  get: {
    wakeup_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    ring_bytes: (view: DataView, base: number): number => view.getUint32(base + 8, true),
    probes: (view: DataView, base: number, index: number): number => view.getUint8(base + 12 + index),
    preemptible: (view: DataView, base: number): number => view.getUint8(base + 21),
    preemptible_functions: (view: DataView, base: number): number => view.getUint8(base + 22),
    classic: (view: DataView, base: number): number => view.getUint8(base + 23),
  },
  set: {
    wakeup_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    ring_bytes: (view: DataView, base: number, value: number): void =>
      view.setUint32(base + 8, value, true),
    probes: (view: DataView, base: number, index: number, value: number): void =>
      view.setUint8(base + 12 + index, value),
    preemptible: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 21, value),
    preemptible_functions: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 22, value),
    classic: (view: DataView, base: number, value: number): void =>
      view.setUint8(base + 23, value),
  },
} as const;

export const trace_counters = {
  size: 144,
  at: {
    samples: 0,
    lost: 72,
  },
  length: {
    samples: 9,
    lost: 9,
  },
  get: {
    samples: (view: DataView, base: number, index: number): number =>
      view.getUint32(base + index * 8, true) + view.getUint32(base + 4 + index * 8, true) * 4294967296,
    lost: (view: DataView, base: number, index: number): number =>
      view.getUint32(base + 72 + index * 8, true) + view.getUint32(base + 76 + index * 8, true) * 4294967296,
  },
} as const;

export const user_key = {
  size: 8,
  at: {
    bits: 0,
    uid: 4,
  },
  length: {
    uid: 4,
  },
  get: {
    bits: (view: DataView, base: number): number => view.getUint32(base, true),
    uid: (view: DataView, base: number, index: number): number => view.getUint8(base + 4 + index),
  },
  set: {
    bits: (view: DataView, base: number, value: number): void =>
      view.setUint32(base, value, true),
    uid: (view: DataView, base: number, index: number, value: number): void =>
      view.setUint8(base + 4 + index, value),
  },
} as const;

export const wakeup_value = {
  size: 112,
  at: {
    last_ns: 0,
    is_live: 8,
    walk_room: 16,
    is_first_walk: 24,
    is_ending: 32,
    turns: 40,
  },
  length: {
    turns: 9,
  },
  get: {
    last_ns: (view: DataView, base: number): number =>
      view.getUint32(base, true) + view.getUint32(base + 4, true) * 4294967296,
    is_live: (view: DataView, base: number): number =>
      view.getUint32(base + 8, true) + view.getUint32(base + 12, true) * 4294967296,
    walk_room: (view: DataView, base: number): number =>
      view.getUint32(base + 16, true) + view.getUint32(base + 20, true) * 4294967296,
    is_first_walk: (view: DataView, base: number): number =>
      view.getUint32(base + 24, true) + view.getUint32(base + 28, true) * 4294967296,
    is_ending: (view: DataView, base: number): number =>
      view.getUint32(base + 32, true) + view.getUint32(base + 36, true) * 4294967296,
    turns: (view: DataView, base: number, index: number): number =>
      view.getUint32(base + 40 + index * 8, true) + view.getUint32(base + 44 + index * 8, true) * 4294967296,
  },
  set: {
    last_ns: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base, BigInt(value), true),
    is_live: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 8, BigInt(value), true),
    walk_room: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 16, BigInt(value), true),
    is_first_walk: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 24, BigInt(value), true),
    is_ending: (view: DataView, base: number, value: number): void =>
      view.setBigInt64(base + 32, BigInt(value), true),
    turns: (view: DataView, base: number, index: number, value: number): void =>
      view.setBigInt64(base + 40 + index * 8, BigInt(value), true),
  },
} as const;

export const watch_verdict = {
  WATCH_MAYBE: 1,
  WATCH_YES: 2,
} as const;
