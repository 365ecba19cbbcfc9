import { availablePrograms, hasControlGroups } from '../../src/kernel/availability';
import type { HasType } from '../../src/kernel/types';
import { programs } from '../../src/probes/hooks';

const structs = (names: readonly string[]): HasType => (kind, name) => kind === 'struct' && names.includes(name);

test('control groups are there if the kernel has all of their types', () => {
  expect(hasControlGroups(structs(['css_set', 'cgrp_cset_link', 'cgroup']))).toBe(true);
  expect(hasControlGroups(structs(['css_set', 'cgroup']))).toBe(false);
  expect(hasControlGroups(structs([]))).toBe(false);
});

test('a typed tracepoint is there if the kernel has its type', () => {
  const typed = programs.filter(({ hook }) => hook.startsWith('tp_btf/'));
  const has: HasType = (kind, name) => kind === 'typedef' && name === 'btf_trace_tcp_destroy_sock';
  expect(availablePrograms(has, typed).map(({ name }) => name)).toEqual(['handle_destroy_sock']);
});
