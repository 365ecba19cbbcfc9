import { readFileSync } from 'node:fs';
import { isTracefsMounted } from '../../src/host/tracefs';

test('tracefs is mounted if a mount says so', () => {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' '));
  expect(isTracefsMounted()).toBe(mounts.some(([, folder, type]) => type === 'tracefs' && (folder === '/sys/kernel/tracing' || folder === '/sys/kernel/debug/tracing')));
});
