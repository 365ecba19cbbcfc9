// npm run demo: the packaged app at work, run as splunkd would run it. node demo.mjs --record makes demo/recorded.xml
// anew, for machines on which BPF is refused.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { transpile } from './steps/bundle.mjs';
import { Failure, main } from './steps/failure.mjs';
import { addonPackage, build, root } from './steps/paths.mjs';
import { asRoot } from './steps/privileged.mjs';

const program = join(build, 'demo.cjs');
const limitMs = 300_000; // more than the program waits for by itself

await main(async () => {
  if (!existsSync(addonPackage)) throw new Failure(`${addonPackage} is missing: npm run demo builds it`);
  await transpile({ entryPoints: ['demo/main.ts'], outfile: program, target: 'node20' });
  const args = [program, addonPackage, join(root, 'demo', 'recorded.xml'), ...process.argv.slice(2)];
  const [file, rest] = asRoot(process.execPath, args);
  const { status, error } = spawnSync(file, rest, { stdio: 'inherit', timeout: limitMs });
  if (error) throw new Failure(`demo: ${error.message}`);
  process.exitCode = status ?? 1;
});
