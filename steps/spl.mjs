// Packs the packages' folders into the .spl files: tar.gz that depends on nothing but the files' names, modes and bytes.
import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { load } from './command.mjs';
import { addon, addonPackage, app, appPackage, steps } from './paths.mjs';
import { step } from './step.mjs';

const mtime = new Date('2000-01-01T00:00:00Z');

export async function buildSpl() {
  await packed('spl-addon', addon, addonPackage);
  await packed('spl-app', app, appPackage);
}

/** @param {string} name @param {string} folder @param {string} file */
async function packed(name, folder, file) {
  await step(name, { inputs: [folder, join(steps, 'spl.mjs')], outputs: [file] }, async () => {
    const fresh = `${file}.new`;
    const pack = (await load('tar-stream')).pack();
    add(pack, folder, basename(folder));
    pack.finalize();
    await compress(pack, fresh);
    renameSync(fresh, file);
  });
}

/** @param {import('tar-stream').Pack} pack @param {string} path @param {string} name */
function add(pack, path, name) {
  const { mode } = statSync(path);
  const header = { name, mode: mode & 0o777, mtime, uid: 0, gid: 0 };
  const folder = statSync(path).isDirectory();
  pack.entry({ ...header, type: folder ? 'directory' : 'file' }, folder ? '' : readFileSync(path));
  if (folder) readdirSync(path).sort().forEach((entry) => add(pack, join(path, entry), `${name}/${entry}`));
}

// gzip's own, whose output is the same everywhere: that of Node's zlib depends on its version and on the processor.
/** @param {import('tar-stream').Pack} pack @param {string} file */
async function compress(pack, file) {
  const gzip = spawn('gzip', ['-n', '-6'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await Promise.all([pipeline(pack, gzip.stdin), pipeline(gzip.stdout, createWriteStream(file))]);
}
