// npm run prove: the proofs of test/prove/proofs.ts as a whole, and docs/proof.md with what came of them. With arguments of
// jest, a part of them, and no docs/proof.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transpile } from './bundle.mjs';
import { run } from './command.mjs';
import { Failure, main } from './failure.mjs';
import { build, node, root } from './paths.mjs';
import { asRoot } from './privileged.mjs';
import { proofPage } from './prove_page.mjs';

const folder = join(build, 'proof');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

await main(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [commit, changes] = [['rev-parse', 'HEAD'], ['status', '--porcelain']].map((args) => run('git', args, { cwd: root }).trim());
  const options = process.argv.slice(2);
  const files = options.length > 0 ? options : filesWithProofs();
  const [file, args] = asRoot('env', [`EBPF_TRACE_PROVE=${folder}`, node, jest, '--testNamePattern', 'proof \\w+', ...files]); // sudo keeps no variable
  const { status } = spawnSync(file, args, { cwd: root, stdio: 'inherit' });
  if (options.length === 0) writeFileSync(join(root, 'docs', 'proof.md'), proofPage(await proofList(), folder, commit ?? '', changes !== ''));
  if (status !== 0) throw new Failure('not all was proven');
});

function filesWithProofs() {
  const names = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  return names.map((name) => join('test', name)).filter((name) => /^\s*proof\('/m.test(readFileSync(join(root, name), 'utf8')));
}

async function proofList() {
  const outfile = join(build, 'proofs.cjs');
  await transpile({ entryPoints: [join(root, 'test', 'prove', 'proofs.ts')], outfile });
  return createRequire(import.meta.url)(outfile).proofs;
}
