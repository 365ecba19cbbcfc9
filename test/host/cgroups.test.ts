import { hierarchies } from '../../src/host/cgroups';

test.each([
  ['0::/system.slice/x.service\n', 'cgroup version 2'],
  ['12:pids:/\n1:name=systemd:/user.slice\n', '2 hierarchies of cgroup version 1'],
  ['2:memory:/docker/1\n0::/\n', 'cgroup version 2 and 1 hierarchies of cgroup version 1'],
  ['', 'none is mounted'],
])('the hierarchies of %j', (text, expected) => {
  expect(hierarchies(text)).toBe(expected);
});
