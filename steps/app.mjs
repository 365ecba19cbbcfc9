// Puts the app for search together: knowledge objects, dashboards, and what acts where events are parsed.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { knowledgeConf } from './knowledge.mjs';
import { buildFolder, commonInputs } from './package_folder.mjs';
import { app, appId, root, steps } from './paths.mjs';
import { step } from './step.mjs';
import { viewFiles } from './views.mjs';

const written = join(root, 'splunk_app');

export async function buildApp() {
  const outputs = [app, join(app, 'app.manifest')];
  await step('app', { inputs: [...commonInputs, steps, join(root, 'src')], outputs }, () => buildFolder(appId, written, async (_, write) => {
    const { confText, knowledge, studio, views } = await definitions();
    for (const [name, text] of Object.entries(knowledgeConf(knowledge, confText))) write(`default/${name}`, text);
    for (const [name, text] of Object.entries(viewFiles(views, studio))) write(`default/data/ui/${name}`, text);
  }));
}
