// node steps/setup.mjs PART...: installs what the parts (build, demo, preview, test) need, and does nothing when it is there.
// Needs nothing but Node.js, npm and, to install packages, root or sudo.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { installAppInspect } from './appinspect.mjs';
import { run } from './command.mjs';
import { Failure, main } from './failure.mjs';
import { choices, modules, packages } from './packages.mjs';
import { root } from './paths.mjs';

await main(async () => {
  const parts = process.argv.slice(2);
  const unknown = parts.find((part) => !packages[part]);
  if (unknown) throw new Failure(`unknown part ${unknown}: one of ${Object.keys(packages).join(', ')}`);
  installPackages(union(parts.map((part) => packages[part])), parts.flatMap((part) => choices[part] ?? []));
  for (const folder of union(['.', parts.map((part) => modules[part] ?? [])].flat())) installModules(join(root, folder));
  if (parts.includes('test')) await installAppInspect();
});

function union(lists) {
  return [...new Set(lists.flat())];
}

function installPackages(wanted, choices) {
  if (!runs('dpkg-query', ['--version'])) return say('no dpkg, so these packages are yours to install', wanted);
  const there = installed(wanted);
  const missing = wanted.filter((name) => !there.has(name));
  const open = choices.filter(({ programs }) => !programs.some((program) => runs(program, ['--version'])));
  if (missing.length === 0 && open.length === 0) return;
  apt(['update']);
  missing.push(...open.flatMap(chosen));
  if (missing.length === 0) return;
  say('installing', missing);
  apt(['install', '--yes', '--no-install-recommends', ...missing]);
}

function chosen({ names }) {
  const name = names.find((one) => runs('apt-cache', ['show', one]));
  if (name === undefined) say('no package here of', names);
  return name ?? [];
}

function installed(names) {
  const format = '${Package} ${db:Status-Status}\n';
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' });
  return new Set([...stdout.matchAll(/^(\S+) installed$/gm)].map(([, name]) => name));
}

function runs(tool, args) {
  return spawnSync(tool, args, { stdio: 'ignore' }).status === 0;
}

function apt(args) {
  const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--quiet=2', ...args];
  const [tool, ...rest] = process.getuid() === 0 ? command : ['sudo', ...command];
  run(tool, rest, { stdio: ['inherit', 'ignore', 'inherit'] });
}

// npm ci takes seconds even when there is nothing to do.
function installModules(folder) {
  const stamp = join(folder, 'node_modules', '.lock-sha256');
  const lock = createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('installing', [relative(root, join(folder, 'node_modules'))]);
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  writeFileSync(stamp, lock);
}

function say(what, names) {
  process.stdout.write(`${what}: ${names.join(' ')}\n`);
}
