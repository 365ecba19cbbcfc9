// The folder of a package, as it is once installed.
import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { renderIcons } from './icons.mjs';
import { setModes } from './modes.mjs';
import { checkParts } from './parts.mjs';
import { build, root } from './paths.mjs';
import { filesIn } from './step.mjs';
import { fillInTemplates } from './templates.mjs';

/** @typedef {(name: string, text: string) => void} Write */

const templates = join(root, 'splunk_app');

// What every package depends on, beside what is its own.
export const commonInputs = [templates, ...['CHANGELOG.md', 'LICENSE', 'package.json', 'package-lock.json'].map((name) => join(root, name))];

// written: its hand-written files; add: puts the rest into the folder that it is given, with write(name, text).
/** @param {import('./parts.mjs').PackageId} id @param {string} written @param {(folder: string, write: Write) => void | Promise<void>} add */
export async function buildFolder(id, written, add) {
  const [fresh, folder] = [join(build, `${id}.new`), join(build, id)];
  rmSync(fresh, { recursive: true, force: true });
  cpSync(written, fresh, { recursive: true });
  for (const name of ['default/app.conf', 'app.manifest']) cpSync(join(templates, name), join(fresh, name));
  fillInTemplates(fresh, id);
  copyFileSync(join(root, 'LICENSE'), join(fresh, 'LICENSE'));
  await renderIcons(join(fresh, 'static'));
  await add(fresh, (name, text) => write(join(fresh, name), text));
  checkParts(id, filesIn(fresh).map((path) => relative(fresh, path)));
  setModes(fresh);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
