// Runs the build's tools. A tool that is not there names the package to install.
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { Failure } from './failure.mjs';

/** @type {Readonly<Record<string, string>>} */
const packageOf = {
  clang: 'clang',
  'llvm-strip': 'llvm',
  python3: 'python3',
  cargo: 'cargo',
  gzip: 'gzip',
  sudo: 'sudo',
};

const limit = 64 * 1024 * 1024;

/**
 * Its standard output; throws a Failure with what it said when it fails.
 * @param {string} tool
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function run(tool, args, options = {}) {
  const result = spawnSync(tool, args, { maxBuffer: limit, ...options, encoding: 'utf8' });
  if (isErrno(result.error, 'ENOENT')) throw missing(tool);
  if (result.error) throw new Failure(`${tool}: ${result.error.message}`);
  if (result.status !== 0) throw new Failure(complaint(tool, result));
  return result.stdout ?? '';
}

// A package of node_modules, loaded only where it is needed, so that its absence can be reported.
/** @param {string} name */
export async function load(name) {
  try {
    return await import(name);
  } catch (error) {
    throw isErrno(error, 'ERR_MODULE_NOT_FOUND') ? new Failure(`${name} is missing: npm ci`) : error;
  }
}

/** @param {unknown} error @param {string} code */
function isErrno(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** @param {string} tool */
function missing(tool) {
  const name = packageOf[tool];
  const failure = new Failure(`${basename(tool)} is missing: ${name ? `apt install ${name}` : 'npm run setup'}`);
  return Object.assign(failure, { isMissing: true });
}

/** @param {string} tool @param {{ status: number | null, signal: string | null, stdout: string | null, stderr: string | null }} result */
function complaint(tool, { status, signal, stdout, stderr }) {
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim();
  return `${said ? `${said}\n` : ''}${basename(tool)} failed (${signal ?? `exit code ${status}`})`;
}
