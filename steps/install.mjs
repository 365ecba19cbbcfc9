// Installs what the parts (build, demo, preview, bench, test) need, and does nothing when it is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { installAppInspect } from './appinspect.mjs';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';
import { choices, modules, moduleSizes, packages } from './packages.mjs';
import { root } from './paths.mjs';
import { privileged } from './privileged.mjs';

/** @typedef {keyof typeof packages} Part */
/** @typedef {import('./packages.mjs').Choice} Choice */

/** @param {readonly string[]} names of parts */
export async function install(names) {
  const parts = names.filter(isPart);
  const unknown = names.find((name) => !isPart(name));
  if (unknown) throw new Failure(`unknown part ${unknown}: one of ${Object.keys(packages).join(', ')}`);
  installPackages(union(parts.map((part) => packages[part])), parts.flatMap((part) => choices[part] ?? []));
  for (const folder of new Set(['.', ...parts.flatMap((part) => modules[part] ?? [])])) installModules(join(root, folder));
  if (parts.includes('test')) await installAppInspect();
}

/** @param {string} name @returns {name is Part} */
function isPart(name) {
  return Object.hasOwn(packages, name);
}

/**
 * @template T
 * @param {readonly (readonly T[])[]} lists
 */
function union(lists) {
  return [...new Set(lists.flat())];
}

/** @param {readonly string[]} wanted @param {readonly Choice[]} choices */
function installPackages(wanted, choices) {
  if (!runs('dpkg-query', ['--version'])) return say('no dpkg, so these packages are yours to install', wanted);
  const there = installed(wanted);
  const missing = wanted.filter((name) => !there.has(name));
  const open = choices.filter(({ programs }) => !programs.some((program) => runs(program, ['--version'])));
  if (missing.length === 0 && open.length === 0) return;
  const prefix = privileged('to install packages');
  if (prefix.length === 0 && process.getuid?.() !== 0) throw new Failure(refusal(missing, open));
  apt(prefix, ['update']);
  missing.push(...open.flatMap(chosen));
  if (missing.length === 0) return;
  say('apt installs', missing);
  for (const size of sizes(missing)) process.stdout.write(`  ${size}\n`);
  apt(prefix, ['install', '--yes', '--no-install-recommends', ...missing]);
}

/** @param {readonly string[]} missing @param {readonly Choice[]} choices */
function refusal(missing, choices) {
  const names = [...missing, ...choices.map(({ names: all }) => all.find(isOffered) ?? all.at(-1))];
  return `Packages are missing, and to install them takes root or sudo. As root: apt-get install ${names.join(' ')}`;
}

/** @param {Choice} choice */
function chosen({ names }) {
  const name = names.find(isOffered);
  if (name === undefined) say('no package here of', names);
  return name ?? [];
}

// Not a name that other packages only provide: Ubuntu's chromium is one, of a package that is a snap's.
/** @param {string} name */
function isOffered(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /^ +Candidate: (?!\(none\))/m.test(stdout);
}

/** @param {readonly string[]} names */
function installed(names) {
  const format = '${Package} ${db:Status-Status}\n';
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' });
  return new Set([...stdout.matchAll(/^(\S+) installed$/gm)].map(([, name]) => name));
}

// "Need to get 144 MB of archives.", "After this operation, 658 MB of additional disk space will be used."
/** @param {readonly string[]} names */
function sizes(names) {
  const args = ['--assume-no', '--no-install-recommends', 'install', ...names];
  const { stdout } = spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return stdout?.match(/^(Need to get|After this operation).*$/gm) ?? [];
}

/** @param {string} tool @param {readonly string[]} args */
function runs(tool, args) {
  return spawnSync(tool, args, { stdio: 'ignore' }).status === 0;
}

/** @param {readonly string[]} prefix @param {readonly string[]} args */
function apt(prefix, args) {
  const [tool = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet=2', ...args];
  run(tool, rest, { stdio: ['inherit', 'ignore', 'inherit'] });
}

// npm ci takes seconds even when there is nothing to do.
/** @param {string} folder */
function installModules(folder) {
  const stamp = join(folder, 'node_modules', '.lock-sha256');
  const lock = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('npm installs', [`${relative(root, join(folder, 'node_modules'))} (${moduleSizes[relative(root, folder)] ?? ''}); some minutes, once`]);
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  writeFileSync(stamp, lock);
}

/** @param {string} what @param {readonly string[]} names */
function say(what, names) {
  process.stdout.write(`${what}: ${names.join(' ')}\n`);
}
