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

export async function install(parts) {
  const unknown = parts.find((part) => !packages[part]);
  if (unknown) throw new Failure(`unknown part ${unknown}: one of ${Object.keys(packages).join(', ')}`);
  installPackages(union(parts.map((part) => packages[part])), parts.flatMap((part) => choices[part] ?? []));
  for (const folder of union(['.', parts.map((part) => modules[part] ?? [])].flat())) installModules(join(root, folder));
  if (parts.includes('test')) await installAppInspect();
}

function union(lists) {
  return [...new Set(lists.flat())];
}

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

function refusal(missing, choices) {
  const names = [...missing, ...choices.map(({ names: all }) => all.find(isOffered) ?? all.at(-1))];
  return `Packages are missing, and to install them takes root or sudo. As root: apt-get install ${names.join(' ')}`;
}

function chosen({ names }) {
  const name = names.find(isOffered);
  if (name === undefined) say('no package here of', names);
  return name ?? [];
}

// Not a name that other packages only provide: Ubuntu's chromium is one, of a package that is a snap's.
function isOffered(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /^ +Candidate: (?!\(none\))/m.test(stdout);
}

function installed(names) {
  const format = '${Package} ${db:Status-Status}\n';
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' });
  return new Set([...stdout.matchAll(/^(\S+) installed$/gm)].map(([, name]) => name));
}

// "Need to get 144 MB of archives.", "After this operation, 658 MB of additional disk space will be used."
function sizes(names) {
  const args = ['--assume-no', '--no-install-recommends', 'install', ...names];
  const { stdout } = spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return stdout?.match(/^(Need to get|After this operation).*$/gm) ?? [];
}

function runs(tool, args) {
  return spawnSync(tool, args, { stdio: 'ignore' }).status === 0;
}

function apt(prefix, args) {
  const [tool, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet=2', ...args];
  run(tool, rest, { stdio: ['inherit', 'ignore', 'inherit'] });
}

// npm ci takes seconds even when there is nothing to do.
function installModules(folder) {
  const stamp = join(folder, 'node_modules', '.lock-sha256');
  const lock = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('npm installs', [`${relative(root, join(folder, 'node_modules'))} (${moduleSizes[relative(root, folder)] ?? ''}); some minutes, once`]);
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  writeFileSync(stamp, lock);
}

function say(what, names) {
  process.stdout.write(`${what}: ${names.join(' ')}\n`);
}
