// Puts the app's folder together, as it is once installed.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { definitions } from './definitions.mjs';
import { drawIcons } from './icons.mjs';
import { knowledgeConf } from './knowledge.mjs';
import { gatherLicences } from './licenses.mjs';
import { app, bpfObject, build, bundledFiles, executable, koffi, libbpf, root, steps } from './paths.mjs';
import { step } from './step.mjs';
import { fillInTemplates } from './templates.mjs';
import { viewFiles } from './views.mjs';

const native = [executable, koffi, libbpf, bpfObject];
const written = join(root, 'splunk_app');
const fresh = join(build, 'ebpf_trace.new');

export async function buildApp() {
  const other = ['bpf', 'src', 'LICENSE', 'package.json', 'package-lock.json'].map((name) => join(root, name));
  const inputs = [...native, written, bundledFiles, steps, ...other];
  const outputs = [app, ...native.map((path) => join(app, 'linux_x86_64', 'bin', basename(path)))];
  await step('app', { inputs, outputs }, async () => {
    rmSync(fresh, { recursive: true, force: true });
    cpSync(written, fresh, { recursive: true });
    fillInTemplates(fresh);
    await addConf();
    drawIcons(join(fresh, 'static'));
    gatherLicences(fresh);
    addNative();
    setModes(fresh);
    rmSync(app, { recursive: true, force: true });
    renameSync(fresh, app);
  });
}

async function addConf() {
  const { argumentList, inputsConf, inputsConfSpec, knowledge, studio, views } = await definitions();
  mkdirSync(join(fresh, 'README'), { recursive: true });
  writeFileSync(join(fresh, 'README', 'inputs.conf.spec'), inputsConfSpec(argumentList));
  writeFileSync(join(fresh, 'default', 'inputs.conf'), inputsConf(argumentList));
  for (const [name, text] of Object.entries(knowledgeConf(knowledge))) writeFileSync(join(fresh, 'default', name), text);
  for (const [name, text] of Object.entries(viewFiles(views, studio))) {
    const path = join(fresh, 'default', 'data', 'ui', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

// All native files lie below a folder called bin, where Splunk's own checks expect them.
function addNative() {
  const bin = join(fresh, 'linux_x86_64', 'bin');
  mkdirSync(bin, { recursive: true });
  for (const path of native) copyFileSync(path, join(bin, basename(path)));
}

// Whatever the umask is, and however the sources are checked out.
function setModes(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) setModes(path);
    else chmodSync(path, entry.name === basename(executable) ? 0o755 : 0o644);
  }
}
