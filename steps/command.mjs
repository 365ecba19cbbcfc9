// Runs the build's tools. A tool that is not there names the package to install.
import { spawnSync } from 'node:child_process';
import { Failure } from './failure.mjs';

const packageOf = {
  clang: 'clang',
  'llvm-strip': 'llvm',
  python3: 'python3 python3-venv',
  cargo: 'cargo',
  npm: 'npm',
};

const limit = 64 * 1024 * 1024;

export function run(tool, args, options = {}) {
  const result = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: limit, ...options });
  if (result.error?.code === 'ENOENT') throw missing(tool, options);
  if (result.error) throw new Failure(`${tool}: ${result.error.message}`);
  if (result.status !== 0) throw new Failure(complaint(tool, result));
  return result.stdout ?? '';
}

function missing(tool, { cwd }) {
  const name = packageOf[tool];
  if (!name) return new Failure(`${tool} is missing${cwd ? ` (or ${cwd} is)` : ''}: npm run setup`);
  return new Failure(`${tool} is missing: apt install ${name}`);
}

function complaint(tool, { status, signal, stdout, stderr }) {
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim();
  return `${said ? `${said}\n` : ''}${tool} failed (${signal ?? `exit code ${status}`})`;
}
