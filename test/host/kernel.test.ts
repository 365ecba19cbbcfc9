import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { bootSalt, isPreemptionOf, kernelRelease, kernelVersion } from '../../src/host/kernel';

test.each<[string, readonly [number, number]]>([
  ['5.10.0-43-amd64', [5, 10]],
  ['6.18.44-cloud-amd64', [6, 18]],
  ['7.3-rc1+', [7, 3]],
  ['4.18.0-553.el8_10.x86_64', [4, 18]],
  ['6.1', [6, 1]],
  ['', [0, 0]],
  ['next-20260101', [0, 0]],
])('the version of %j', (text, version) => {
  expect(kernelVersion(text)).toEqual(version);
});

test('this kernel is the one that uname names', () => {
  expect(`${execFileSync('uname', ['-r'])}`.trim()).toBe(kernelRelease());
  expect(kernelVersion()[0]).toBeGreaterThan(0);
});

test("the salt is the first half of the boot's id", () => {
  const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  expect(bootSalt().toString(16).padStart(16, '0')).toBe(id.replaceAll('-', '').slice(0, 16));
});

test.each([
  ['none voluntary (full) lazy', true],
  ['none voluntary full (lazy)', true],
  ['(none) voluntary full', false],
  ['none (voluntary) full', false],
  ['', true],
])('tasks may be preempted where it says %j: %s', (modes, expected) => {
  expect(isPreemptionOf(modes)).toBe(expected);
});
