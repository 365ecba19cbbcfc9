import type { Program } from '../../program';

const opens = { feature: 'file_opens', isRequired: false, isAlone: true } as const;
const without = 'opens of files are not reported';

export const fileHooks: readonly Program[] = [
  { name: 'end_file_open', hook: 'fexit/do_filp_open', ...opens, without },
  { name: 'end_file_open_7', insteadOf: 'end_file_open', hook: 'fexit/do_file_open', ...opens, without },
  { name: 'exit_open', hook: 'tracepoint/syscalls/sys_exit_open', ...opens, without },
  { name: 'exit_openat', hook: 'tracepoint/syscalls/sys_exit_openat', ...opens, without },
  { name: 'exit_openat2', hook: 'tracepoint/syscalls/sys_exit_openat2', ...opens, without },
  { name: 'exit_creat', hook: 'tracepoint/syscalls/sys_exit_creat', ...opens, without },
];

export const fileNeverSeen: readonly string[] = [
  'files that are opened by a handle (open_by_handle_at), by exec or by the kernel itself, and descriptors that come over sockets',
  'where the kernel refuses fexit, files that are opened through io_uring or by 32-bit programs',
];
