// node bench/bystanders.mjs: what it costs those who make no connection, system calls and messages. Needs root and a build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from '../steps/bundle.mjs';
import { run } from '../steps/command.mjs';
import { Failure, main } from '../steps/failure.mjs';
import { addon, build, libbpf, root } from '../steps/paths.mjs';

const executable = join(addon, 'linux_x86_64', 'bin', 'ebpf_trace');
const folder = join(build, 'bench');
const program = join(folder, 'bystanders.cjs');
const load = join(folder, 'bystanders');

await main(async () => {
  if (process.getuid?.() !== 0) throw new Failure('it needs root');
  if (!existsSync(executable)) throw new Failure(`${executable} is missing: node build.mjs`);
  mkdirSync(folder, { recursive: true });
  run('gcc', ['-std=gnu17', '-O2', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-o', load, join(root, 'bench', 'bystanders.c')]);
  await transpile({ entryPoints: ['bench/bystanders.ts'], outfile: program, target: 'node20' });
  const { status } = spawnSync(process.execPath, [program, executable, load, libbpf], { stdio: 'inherit', timeout: 300_000 });
  process.exitCode = status ?? 1;
});
