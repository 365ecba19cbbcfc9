// Files that are made by the build and committed all the same, since readers need them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';

// With --check, as in npm test, a file that is not what the build makes is an error.
/** @param {string} path @param {string} text */
export function writeGenerated(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  if (process.argv.includes('--check')) {
    throw new Failure(`${relative(root, path)} is stale: run \`node build.mjs\` and commit it`);
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
