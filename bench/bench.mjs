// npm run bench [-- ROUNDS]: what tracing costs, measured on this machine, beside bpftrace and tcplife. Needs root.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from '../steps/bundle.mjs';
import { run } from '../steps/command.mjs';
import { Failure, main } from '../steps/failure.mjs';
import { addonPackage, build, root } from '../steps/paths.mjs';

const folder = join(build, 'bench');
const program = join(folder, 'main.cjs');
const storm = join(folder, 'storm');
const flags = ['-std=gnu17', '-O2', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror'];
const limitMs = 30 * 60_000;

await main(async () => {
  if (process.getuid?.() !== 0) throw new Failure('the benchmark needs root: sudo npm run bench');
  if (!existsSync(addonPackage)) throw new Failure(`${addonPackage} is missing: npm run bench builds it`);
  mkdirSync(folder, { recursive: true });
  run('gcc', [...flags, '-o', storm, join(root, 'bench', 'storm.c')]);
  await transpile({ entryPoints: ['bench/main.ts'], outfile: program, target: 'node20' });
  const args = [program, addonPackage, storm, join(folder, 'result.json'), ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', timeout: limitMs });
  process.exitCode = status ?? 1;
});
