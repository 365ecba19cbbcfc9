// Puts the add-on together: the input, and what acts where its events are parsed.
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { definitions } from './definitions.mjs';
import { addonProps } from './knowledge.mjs';
import { gatherLicences } from './licenses.mjs';
import { buildFolder, commonInputs } from './package_folder.mjs';
import { addon, addonId, bpfObject, bundledFiles, executable, koffi, libbpf, root, steps } from './paths.mjs';
import { step } from './step.mjs';

const native = [executable, koffi, libbpf, bpfObject];
const written = join(root, 'splunk_addon');

export async function buildAddon() {
  const inputs = [...native, written, ...commonInputs, bundledFiles, steps, join(root, 'bpf'), join(root, 'src')];
  const outputs = [addon, ...native.map((path) => join(addon, 'linux_x86_64', 'bin', basename(path)))];
  await step('addon', { inputs, outputs }, () => buildFolder(addonId, written, async (folder, write) => {
    await addConf(write);
    gatherLicences(join(folder, 'licenses'));
    addNative(folder);
  }));
}

/** @param {import('./package_folder.mjs').Write} write */
async function addConf(write) {
  const { argumentList, confText, groups, inputsConf, inputsConfSpec, knowledge, managerXml } = await definitions();
  write('README/inputs.conf.spec', inputsConfSpec(argumentList));
  write('default/inputs.conf', inputsConf(argumentList));
  write('default/data/ui/manager/ebpf_trace.xml', managerXml(groups));
  write('default/props.conf', addonProps(knowledge, confText));
}

// All native files lie below a folder called bin, where Splunk's own checks expect them.
/** @param {string} folder */
function addNative(folder) {
  const bin = join(folder, 'linux_x86_64', 'bin');
  mkdirSync(bin, { recursive: true });
  for (const path of native) copyFileSync(path, join(bin, basename(path)));
}
