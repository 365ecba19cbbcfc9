import { hasControlGroups } from '../../src/kernel/availability';
import type { HasType } from '../../src/kernel/types';

const structs = (names: readonly string[]): HasType => (kind, name) => kind === 'struct' && names.includes(name);

test('control groups are there if the kernel has all of their types', () => {
  expect(hasControlGroups(structs(['css_set', 'cgrp_cset_link', 'cgroup']))).toBe(true);
  expect(hasControlGroups(structs(['css_set', 'cgroup']))).toBe(false);
  expect(hasControlGroups(structs([]))).toBe(false);
});
