/** Where and of what it was measured, in a line. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release } from 'node:os';

/** @param root of the repository */
export function machineOf(root: string): string {
  const git = (...args: readonly string[]): string => execFileSync('git', ['-c', `safe.directory=${root}`, ...args], { cwd: root, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src', 'bpf', 'bench') === '' ? '' : ' with changes';
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, commit ${git('rev-parse', 'HEAD').slice(0, 12)}${changed}, kernel ${release().split('-')[0]}, ${availableParallelism()} CPUs (${cpus()[0]?.model.trim()})`;
}
