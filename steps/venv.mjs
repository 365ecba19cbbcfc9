// Tools that come as Python packages, each in a virtual environment of its own.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';

// what: arguments of pip install. Versions are pinned by who calls.
/** @param {string} folder @param {readonly string[]} what */
export function makeVenv(folder, what) {
  rmSync(folder, { recursive: true, force: true });
  requireVenv();
  run('python3', ['-m', 'venv', folder]);
  try {
    run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--timeout', '60', ...what]);
  } catch (error) {
    throw new Failure(`pip install ${what.join(' ')} failed, is the Python package index out of reach? ${lastError(String(error instanceof Error ? error.message : error))}`);
  }
}

// The line that matters of all that pip says when it has tried for long.
/** @param {string} message */
function lastError(message) {
  return message.split('\n').findLast((line) => line.startsWith('ERROR:')) ?? message;
}

// Debian's python3 has the module venv, but not what it needs.
function requireVenv() {
  try {
    run('python3', ['-c', 'import ensurepip']);
  } catch (error) {
    throw error instanceof Failure && error.isMissing ? error : new Failure('python3-venv is missing: apt install python3-venv');
  }
}
