import type { Program } from '../../program';

const opens = { feature: 'file_opens', isRequired: false, isAlone: true } as const;
const without = 'opens of files are not reported';
const changes = { feature: 'file_changes', isRequired: false, isAlone: true, without: 'renames and deletions of files are not reported' } as const;

export const fileHooks: readonly Program[] = [
  { name: 'end_file_open', hook: 'fexit/do_filp_open', ...opens, without },
  { name: 'end_file_open_7', insteadOf: 'end_file_open', hook: 'fexit/do_file_open', ...opens, without },
  { name: 'exit_open', hook: 'tracepoint/syscalls/sys_exit_open', ...opens, without },
  { name: 'exit_openat', hook: 'tracepoint/syscalls/sys_exit_openat', ...opens, without },
  { name: 'exit_openat2', hook: 'tracepoint/syscalls/sys_exit_openat2', ...opens, without },
  { name: 'exit_creat', hook: 'tracepoint/syscalls/sys_exit_creat', ...opens, without },
  { name: 'begin_file_write', hook: 'fentry/mnt_want_write', ...changes },
  { name: 'end_file_write', hook: 'fentry/mnt_drop_write', ...changes },
  { name: 'begin_file_rename', hook: 'fentry/vfs_rename', ...changes },
  { name: 'end_file_rename', hook: 'fexit/vfs_rename', ...changes },
  { name: 'end_file_unlink', hook: 'fexit/vfs_unlink', ...changes },
  { name: 'end_file_rmdir', hook: 'fentry/d_delete', ...changes },
  { name: 'exit_rename', hook: 'tracepoint/syscalls/sys_exit_rename', ...changes },
  { name: 'exit_renameat2', hook: 'tracepoint/syscalls/sys_exit_renameat2', also: 'tracepoint/syscalls/sys_exit_renameat', ...changes },
  { name: 'exit_unlink', hook: 'tracepoint/syscalls/sys_exit_unlink', also: 'tracepoint/syscalls/sys_exit_rmdir', ...changes },
  { name: 'exit_unlinkat', hook: 'tracepoint/syscalls/sys_exit_unlinkat', ...changes },
];

export const fileNeverSeen: readonly string[] = [
  'files that are opened by a handle (open_by_handle_at), by exec or by the kernel itself, and descriptors that come over sockets',
  'where the kernel refuses fexit, files that are opened, renamed or deleted through io_uring or by 32-bit programs',
  'where the kernel refuses fexit, what is renamed or deleted by a link of the program in an excluded folder',
  'where it does not, refused removals of folders, and changes that are refused on the way: by a read-only file system, a folder above, or a security module by path',
];
