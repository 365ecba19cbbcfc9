/** Runs a program of the build's, or of the machine's, from the top of the repository. */
import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { root } from '../../steps/paths.mjs';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(program: string, args: readonly string[], options: SpawnSyncOptions = {}): Outcome {
  const { error, status, stdout, stderr } = spawnSync(program, args, { cwd: root, ...options, encoding: 'utf8' });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** Its standard output; throws when it fails. */
export function output(program: string, args: readonly string[], options: SpawnSyncOptions = {}): string {
  const { status, stdout, stderr } = run(program, args, options);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}
