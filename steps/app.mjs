// Puts the app's folder together, as it is once installed.
import { copyFileSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { definitions } from './definitions.mjs';
import { renderIcons } from './icons.mjs';
import { knowledgeConf } from './knowledge.mjs';
import { gatherLicences } from './licenses.mjs';
import { setModes } from './modes.mjs';
import { app, bpfObject, build, bundledFiles, executable, koffi, libbpf, root, steps } from './paths.mjs';
import { step } from './step.mjs';
import { fillInTemplates } from './templates.mjs';
import { viewFiles } from './views.mjs';

const native = [executable, koffi, libbpf, bpfObject];
const written = join(root, 'splunk_app');
const fresh = join(build, 'ebpf_trace.new');

export async function buildApp() {
  const other = ['bpf', 'src', 'CHANGELOG.md', 'LICENSE', 'package.json', 'package-lock.json'].map((name) => join(root, name));
  const inputs = [...native, written, bundledFiles, steps, ...other];
  const outputs = [app, ...native.map((path) => join(app, 'linux_x86_64', 'bin', basename(path)))];
  await step('app', { inputs, outputs }, async () => {
    rmSync(fresh, { recursive: true, force: true });
    cpSync(written, fresh, { recursive: true });
    fillInTemplates(fresh);
    await addConf();
    await renderIcons(join(fresh, 'static'));
    gatherLicences(fresh);
    addNative();
    setModes(fresh);
    rmSync(app, { recursive: true, force: true });
    renameSync(fresh, app);
  });
}

async function addConf() {
  const { argumentList, groups, inputsConf, inputsConfSpec, knowledge, managerXml, studio, views } = await definitions();
  write('README/inputs.conf.spec', inputsConfSpec(argumentList));
  write('default/inputs.conf', inputsConf(argumentList));
  write('default/data/ui/manager/ebpf_trace.xml', managerXml(groups));
  for (const [name, text] of Object.entries(knowledgeConf(knowledge))) write(`default/${name}`, text);
  for (const [name, text] of Object.entries(viewFiles(views, studio))) write(`default/data/ui/${name}`, text);
}

function write(name, text) {
  const path = join(fresh, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

// All native files lie below a folder called bin, where Splunk's own checks expect them.
function addNative() {
  const bin = join(fresh, 'linux_x86_64', 'bin');
  mkdirSync(bin, { recursive: true });
  for (const path of native) copyFileSync(path, join(bin, basename(path)));
}
