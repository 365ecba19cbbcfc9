import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bootSalt, isTracefsMounted, kernelRelease, kernelVersion, processStat } from '../../src/kernel/host';

test.each<[string, readonly [number, number]]>([
  ['5.10.0-43-amd64', [5, 10]],
  ['6.18.44-fc-v669', [6, 18]],
  ['7.3-rc1+', [7, 3]],
  ['4.18.0-553.el8_10.x86_64', [4, 18]],
  ['6.1', [6, 1]],
  ['', [0, 0]],
  ['next-20260101', [0, 0]],
])('the version of %j', (text, version) => {
  expect(kernelVersion(text)).toEqual(version);
});

test('this kernel is the one that uname tells', () => {
  expect(`${execFileSync('uname', ['-r'])}`.trim()).toBe(kernelRelease());
  expect(kernelVersion()[0]).toBeGreaterThan(0);
});

test("the salt is the first half of the boot's id", () => {
  const id = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  expect(bootSalt().toString(16).padStart(16, '0')).toBe(id.replaceAll('-', '').slice(0, 16));
});

test('tracefs is mounted if a mount says so', () => {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' '));
  expect(isTracefsMounted()).toBe(mounts.some(([, folder, type]) => type === 'tracefs' && (folder === '/sys/kernel/tracing' || folder === '/sys/kernel/debug/tracing')));
});

/** Shells below one another, each named by its file: they tell their pids and wait. */
describe('a chain of processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chain-'));
  const patienceMs = 10_000;
  let first: ChildProcess;
  const pids: number[] = [];
  const names = ['splunkd', ') R 1 (a b', 'splunkd', 'splunkd-x', 'bash'];

  beforeAll(async () => {
    const files = names.map((name) => {
      copyFileSync('/bin/sh', join(folder, name));
      chmodSync(join(folder, name), 0o755);
      return join(folder, name);
    });
    // Each starts the next one with the rest of the names; the last one waits for the end of its input.
    const script = 'echo $$; next=$1; if [ -n "$next" ]; then shift; "$next" -c "$script" "$next" "$@"; else read -r _; fi; true';
    const [top = '', ...rest] = files;
    first = spawn(top, ['-c', script, top, ...rest], { env: { script }, stdio: ['pipe', 'pipe', 'inherit'], timeout: patienceMs });
    for await (const line of createInterface({ input: first.stdout as NodeJS.ReadableStream })) {
      if (pids.push(Number(line)) === names.length) break;
    }
  }, patienceMs);

  afterAll(() => {
    first.stdin?.end('\n');
    rmSync(folder, { recursive: true });
  });

  test('has names, however odd, and parents', () => {
    const stats = pids.map((pid) => processStat(pid));
    expect(stats.map((stat) => stat?.name)).toEqual(names);
    expect(stats.map((stat) => stat?.parent)).toEqual([process.pid, ...pids.slice(0, -1)]);
  });

  test('began in the order in which it was made, in hundredths of a second', () => {
    const ticks = pids.map((pid) => processStat(pid)?.startTicks ?? -1);
    const uptimeTicks = Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 100);
    expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
    expect(ticks[0]).toBeGreaterThan(uptimeTicks - 3000);
    expect(ticks.at(-1)).toBeLessThanOrEqual(uptimeTicks);
  });

  test('a process that has ended has none', () => {
    const pid = Number(`${execFileSync('sh', ['-c', 'echo $$'])}`);
    expect(processStat(pid)).toBeUndefined();
  });
});
