// node_modules/.bin/node test/golden/record.mjs: records the samples of real traffic anew (recorder.ts). Needs root, BPF and gcc.
// The events that are held beside them are what the build of that day made of them: golden.test.ts says how they are written.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from '../../steps/bundle.mjs';
import { run } from '../../steps/command.mjs';
import { build, root } from '../../steps/paths.mjs';

const folder = join(build, 'golden');
const sources = join(root, 'test', 'system', 'workloads');
const workload = join(folder, 'workload');
const program = join(folder, 'recorder.cjs');
mkdirSync(folder, { recursive: true });
const files = readdirSync(sources).filter((name) => name.endsWith('.c')).map((name) => join(sources, name));
run('gcc', ['-std=gnu17', '-O1', '-D_GNU_SOURCE', '-static', '-pthread', '-o', workload, ...files]);
await transpile({ entryPoints: ['test/golden/recorder.ts'], outfile: program, target: 'node20' });
const { status } = spawnSync(process.execPath, [program, workload, join(root, 'test', 'golden')], { stdio: 'inherit', timeout: 10 * 60_000 });
process.exitCode = status ?? 1;
