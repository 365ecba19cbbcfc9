// node_modules/.bin/node test/golden/rate.mjs: how many events one core makes of samples, over the recorded ones. Needs no root.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from '../../steps/bundle.mjs';
import { build, root } from '../../steps/paths.mjs';

const folder = join(build, 'golden');
const program = join(folder, 'rate.cjs');
mkdirSync(folder, { recursive: true });
for (const mode of ['lifecycle', 'summary']) cpSync(join(root, 'test', 'golden', `${mode}.samples.jsonl`), join(folder, `${mode}.samples.jsonl`));
await transpile({ entryPoints: ['test/golden/rate.ts'], outfile: program, target: 'node24' });
process.exitCode = spawnSync(process.execPath, [program], { stdio: 'inherit' }).status ?? 1;
