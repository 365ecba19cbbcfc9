import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processStat } from '../../src/host/process_stat';

/** Shells below one another, each named by its file: they write their pids and wait. */
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
