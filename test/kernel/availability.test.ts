import { availablePrograms, hasControlGroups } from '../../src/kernel/availability';
import type { HasType } from '../../src/kernel/types';
import { programs } from '../../src/probes/hooks';
import { type CallWay, isFunction, isSystemCall } from '../../src/program';

const structs = (names: readonly string[]): HasType => (kind, name) => kind === 'struct' && names.includes(name);

test('control groups are there if the kernel has all of their types', () => {
  expect(hasControlGroups(structs(['css_set', 'cgrp_cset_link', 'cgroup']))).toBe(true);
  expect(hasControlGroups(structs(['css_set', 'cgroup']))).toBe(false);
  expect(hasControlGroups(structs([]))).toBe(false);
});

test('a typed tracepoint is there if the kernel has its type', () => {
  const typed = programs.filter(({ hook }) => hook.startsWith('tp_btf/'));
  const has: HasType = (kind, name) => kind === 'typedef' && name === 'btf_trace_tcp_destroy_sock';
  expect(availablePrograms(has, typed, 'off').map(({ name }) => name)).toEqual(['handle_destroy_sock']);
});

test('calls are seen in one way: by those functions that the kernel has, or by tracepoints, or not', () => {
  const has: HasType = (kind, name) => kind === 'function' && name !== 'mptcp_listen' && name !== 'do_file_open';
  const hooks = (way: CallWay): readonly string[] => availablePrograms(has, programs.filter((program) => isFunction(program) || isSystemCall(program)), way).map(({ hook }) => hook);
  expect(hooks('functions')).toEqual([
    'fentry/inet_stream_connect', 'fexit/inet_stream_connect', 'fexit/security_socket_connect', 'fentry/security_sock_graft', 'fexit/inet_accept', 'fexit/mptcp_stream_accept', 'fexit/inet_listen',
    'fentry/__x64_sys_execve', 'fexit/__x64_sys_execve', 'fentry/__x64_sys_execveat', 'fexit/__x64_sys_execveat', 'fexit/do_filp_open', 'fentry/mnt_want_write', 'fentry/mnt_drop_write', 'fentry/vfs_rename', 'fexit/vfs_rename', 'fexit/vfs_unlink', 'fentry/d_delete',
  ]);
  expect(hooks('tracepoints').filter((hook) => !hook.startsWith('tracepoint/syscalls/'))).toEqual([]);
  expect(hooks('off')).toEqual([]);
});

test('nothing is attached to files, and none is looked for, where pids are not the host\'s', () => {
  const shell = programs.filter(({ place, findsFiles = false }) => place !== undefined || findsFiles);
  const has: HasType = (kind, name) => kind === 'typedef' || name === 'bpf_uprobe_multi_link';
  const names = (hasHostPids: boolean): readonly string[] => availablePrograms(has, shell, 'off', hasHostPids).map(({ name }) => name);
  expect(names(true)).toEqual(expect.arrayContaining(['handle_bash_line', 'handle_target_exec', 'walk_executables']));
  expect(names(false)).toEqual([]);
});
