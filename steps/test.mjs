// npm test [-- ARGUMENT OF JEST...]: sets up, builds, and runs all tests with the Node.js that the product is made of.
// Even one that is too old for the set-up must be able to read this file.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { node, root, steps } from './paths.mjs';
import { asRoot } from './privileged.mjs';

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

run(process.execPath, [join(steps, 'setup.mjs'), 'build', 'demo', 'test']) || stop();
run(node, [join(root, 'build.mjs'), '--check']) || stop();
run(node, [join(steps, 'build_renderer.mjs')]) || stop();
// Without root the tests that trace skip, with their names.
const [file, rest] = asRoot(node, [jest, ...process.argv.slice(2)]);
process.exitCode = run(file, rest) ? 0 : 1;

function run(program, args) {
  return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

// Counted like a test, for those who read the last line.
function stop() {
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}
