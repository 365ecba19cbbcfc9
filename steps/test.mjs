// npm test [-- ARGUMENT OF JEST...]: sets up, builds, and runs all tests with the Node.js that the product is made of.
// Even one that is too old for the set-up must be able to read this file.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, node, root, steps } from './paths.mjs';
import { asRoot } from './privileged.mjs';

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const counts = join(build, 'test', 'counts');
const guestsOutput = join(build, 'test', 'guests.txt');
const guests = 'test/system/kernels.test.ts';
const browser = 'test/system/preview.test.ts';

run(process.execPath, [join(steps, 'setup.mjs'), 'build', 'demo', 'test']) || stop();
run(node, [join(root, 'build.mjs'), '--check']) || stop();
run(node, [join(steps, 'build_renderer.mjs')]) || stop();
mkdirSync(dirname(counts), { recursive: true });
rmSync(counts, { force: true });
const wanted = process.argv.slice(2);
process.exitCode = (await (wanted.length > 0 ? tests(wanted) : allTests())) ? 0 : 1;

// The guests keep the processors busy, and share nothing with this kernel: the unit tests run beside them, then those of the
// browser, which trace but at their beginning; what traces this kernel comes behind them, by itself.
async function allTests() {
  const inGuests = tests([guests], guestsOutput);
  const results = [await tests(['--testPathIgnorePatterns', '/test/system/', '/test/demo/', '/node_modules/'])];
  results.push(await tests([browser]));
  results.push(await inGuests);
  process.stdout.write(readFileSync(guestsOutput));
  results.push(await tests(['--testPathPatterns', '/test/system/', '/test/demo/', '--testPathIgnorePatterns', guests, browser, '/node_modules/']));
  process.stdout.write(`${total()}\n`);
  return results.every(Boolean);
}

/**
 * Whether all passed. Without root the tests that trace skip, with their names.
 * @param {readonly string[]} args of jest
 * @param {string} [output] a file, for what is not to be between others' lines
 * @returns {Promise<boolean>}
 */
function tests(args, output) {
  const [file, rest] = asRoot('env', [`EBPF_TRACE_TEST_COUNTS=${counts}`, node, jest, ...args]); // sudo keeps no variable
  const stdio = output === undefined ? 'inherit' : openSync(output, 'w');
  const child = spawn(file, rest, { cwd: root, stdio: ['inherit', stdio, stdio] });
  return new Promise((resolve) => child.on('close', (status) => resolve(status === 0)).on('error', () => resolve(false)));
}

// The last line, of all parts: a part that gave no counts has failed.
function total() {
  const parts = existsSync(counts) ? readFileSync(counts, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
  while (parts.length < 4) parts.push([0, 1, 0]);
  const [passed, failed, skipped] = [0, 1, 2].map((at) => parts.reduce((sum, part) => sum + part[at], 0));
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** @param {string} program @param {readonly string[]} args */
function run(program, args) {
  return spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

// Counted like a test, for those who read the last line.
function stop() {
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}
