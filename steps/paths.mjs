// Where things are. Everything that the build makes is below build/, save the generated files that are committed.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const build = join(root, 'build');
export const steps = join(root, 'steps');
export const bpfObject = join(build, 'bpf', 'ebpf_trace.bpf.o');
export const libbpf = join(build, 'libbpf', 'libbpf.so');
export const libbpfSources = join(build, 'libbpf', 'sources', 'libbpf-sys');
export const generated = join(root, 'src', 'generated');

export const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
