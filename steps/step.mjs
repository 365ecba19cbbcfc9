// A step runs when something has changed since it last did: its input files, its key, or its outputs.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, root } from './paths.mjs';

const largest = 1024 * 1024; // bytes that are read to see whether a file has changed

/**
 * @param {string} name
 * @param {object} about
 * @param {readonly string[]} [about.inputs] files or folders
 * @param {readonly string[]} about.outputs files that are there afterwards
 * @param {string} [about.key] whatever else decides the result
 * @param {string} [about.what] said before it begins, for whoever waits
 * @param {() => void | Promise<void>} work
 */
export async function step(name, { inputs = [], outputs, key = '', what = '' }, work) {
  const stamp = join(build, 'stamps', name);
  const wanted = fingerprint(inputs, key);
  if (read(stamp) === wanted + state(outputs)) return;
  rmSync(stamp, { force: true });
  const began = Date.now();
  if (what !== '') process.stdout.write(`${name}: ${what} ...\n`);
  await work();
  mkdirSync(join(build, 'stamps'), { recursive: true });
  writeFileSync(stamp, wanted + state(outputs));
  process.stdout.write(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
}

/** @param {readonly string[]} inputs @param {string} key */
function fingerprint(inputs, key) {
  const hash = createHash('sha256').update(key);
  for (const path of inputs.flatMap(filesIn)) {
    const large = statSync(path).size > largest;
    hash.update(`\0${relative(path)}\0`).update(large ? state([path]) : readFileSync(path));
  }
  return hash.digest('hex');
}

// Outputs and large inputs are known by size and time alone.
/** @param {readonly string[]} outputs */
function state(outputs) {
  return outputs.map((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return `\n${relative(path)} ${found ? `${found.size} ${found.mtimeMs}` : 'gone'}`;
  }).join('');
}

// All files below a path, in an order that does not depend on the file system.
/** @param {string} path @returns {string[]} */
export function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().flatMap((name) => filesIn(join(path, name)));
}

/** @param {string} path */
function relative(path) {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** @param {string} path */
function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
