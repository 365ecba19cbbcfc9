// node bench/programs.mjs: writes docs/programs.md, what each choice of probes has in the kernel. Needs root and a build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from '../steps/bundle.mjs';
import { Failure, main } from '../steps/failure.mjs';
import { addon, build, libbpf, root } from '../steps/paths.mjs';

const executable = join(addon, 'linux_x86_64', 'bin', 'ebpf_trace');
const program = join(build, 'bench', 'programs.cjs');

await main(async () => {
  if (process.getuid?.() !== 0) throw new Failure('it needs root');
  if (!existsSync(executable)) throw new Failure(`${executable} is missing: node build.mjs`);
  mkdirSync(join(build, 'bench'), { recursive: true });
  await transpile({ entryPoints: ['bench/programs.ts'], outfile: program, target: 'node20' });
  const { status } = spawnSync(process.execPath, [program, executable, libbpf, join(root, 'docs', 'programs.md')], { stdio: 'inherit', timeout: 300_000 });
  process.exitCode = status ?? 1;
});
