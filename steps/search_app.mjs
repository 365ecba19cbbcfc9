// Puts the app's folder for search together: the app without what belongs to its input.
import { copyFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure } from './failure.mjs';
import { setModes } from './modes.mjs';
import { partOf } from './parts.mjs';
import { app, root, searchApp, steps, version } from './paths.mjs';
import { filesIn, step } from './step.mjs';
import { fillIn } from './templates.mjs';

const readme = join(root, 'splunk_app_search', 'README.txt');

export async function buildSearchApp() {
  await step('search', { inputs: [app, readme, steps], outputs: [searchApp, join(searchApp, 'app.manifest')] }, () => {
    rmSync(searchApp, { recursive: true, force: true });
    for (const path of filesIn(app)) {
      const name = relative(app, path);
      if (partOf(name).inSearch) cpSync(path, join(searchApp, name));
    }
    writeReadme();
    writeManifest();
    setModes(searchApp);
  });
}

function writeReadme() {
  const [shared] = /^# Index and search\n.*?(?=^# )/ms.exec(readFileSync(join(app, 'README.txt'), 'utf8')) ?? [];
  if (!shared) throw new Failure('splunk_app/README.txt has no section "Index and search"');
  copyFileSync(readme, join(searchApp, 'README.txt'));
  fillIn(join(searchApp, 'README.txt'), { version, index_and_search: shared });
}

function writeManifest() {
  const path = join(searchApp, 'app.manifest');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.supportedDeployments.push('_search_head_clustering');
  manifest.targetWorkloads = ['_search_heads', '_indexers', '_forwarders'];
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
