import { hasControlGroups, hierarchies } from '../../src/kernel/cgroups';
import type { Libbpf } from '../../src/kernel/libbpf';

const libbpfWith = (types: readonly string[]): Libbpf => ({
  kernelBtf: () => null, freeBtf: () => undefined, findType: (_: unknown, name: string) => (types.includes(name) ? 7 : -2),
}) as unknown as Libbpf;

test('control groups are there if the kernel has all of their types', () => {
  expect(hasControlGroups(libbpfWith(['css_set', 'cgrp_cset_link', 'cgroup']))).toBe(true);
  expect(hasControlGroups(libbpfWith(['css_set', 'cgroup']))).toBe(false);
  expect(hasControlGroups(libbpfWith([]))).toBe(false);
});

test.each([
  ['0::/system.slice/x.service\n', 'cgroup version 2'],
  ['12:pids:/\n1:name=systemd:/user.slice\n', '2 hierarchies of cgroup version 1'],
  ['2:memory:/docker/1\n0::/\n', 'cgroup version 2 and 1 hierarchies of cgroup version 1'],
  ['', 'none is mounted'],
])('the hierarchies of %j', (text, expected) => {
  expect(hierarchies(text)).toBe(expected);
});
