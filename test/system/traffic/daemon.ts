/** A process named splunkd of an installed Splunk: the one that `check` asks about, whatever other splunkd the host has. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './traffic';

const limitMs = 120_000;

/** @param prefix what gives it its user and its rights: setpriv. It ends with its standard input */
export async function startDaemon(home: string, prefix: readonly string[]): Promise<ChildProcess> {
  const file = join(home, 'bin', 'splunkd');
  if (!existsSync(file)) {
    mkdirSync(join(home, 'bin'), { recursive: true });
    copyFileSync('/bin/sh', file);
    chmodSync(file, 0o755);
  }
  const [program = '', ...rest] = [...prefix, file, '-c', 'read -r _'];
  const daemon = spawn(program, rest, { stdio: ['pipe', 'ignore', 'inherit'], timeout: limitMs });
  await until(() => readFileSync(`/proc/${daemon.pid}/comm`, 'utf8') === 'splunkd\n', () => 'a process named splunkd');
  return daemon;
}
