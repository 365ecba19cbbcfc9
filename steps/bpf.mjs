// Compiles the kernel side: one object, for every kernel since 5.10 (CO-RE), from the sources in bpf/ alone.
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';
import { bpfObject, build, libbpfSources, root, steps } from './paths.mjs';
import { step } from './step.mjs';

const source = 'bpf/ebpf_trace.bpf.c';
const include = join(build, 'bpf', 'include');
// Names relative to the repository, so that its place is not in the object.
export const bpfFlags = ['-O2', '-g', '-mcpu=v3', '-target', 'bpf', '-D__TARGET_ARCH_x86', '-Wall', '-Werror',
  '-fdebug-compilation-dir=.', '-I', 'build/bpf/include', '-I', 'bpf'];

export async function buildBpf() {
  if (!existsSync(join(root, source))) throw new Failure(`${source} is missing`);
  const inputs = [join(root, 'bpf'), join(steps, 'bpf.mjs')];
  const key = run('clang', ['--version']).split('\n')[0];
  await step('bpf', { what: 'compiling the eBPF programs', inputs, outputs: [bpfObject], key }, compile);
}

function compile() {
  linkHeaders();
  run('clang', [...bpfFlags, '-c', source, '-o', bpfObject], { cwd: root });
  run('llvm-strip', ['-g', bpfObject]); // debug information goes, BTF stays
}

// The headers of the very libbpf that loads the object, as <bpf/...>.
function linkHeaders() {
  mkdirSync(dirname(bpfObject), { recursive: true });
  mkdirSync(include, { recursive: true });
  rmSync(join(include, 'bpf'), { force: true });
  symlinkSync(join(libbpfSources, 'libbpf/src'), join(include, 'bpf'));
}
