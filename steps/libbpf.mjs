// Compiles one libbpf.so with libelf and zlib inside, which loads with any glibc since 2.17.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { build, libbpf, libbpfLicences, libbpfSources, steps } from './paths.mjs';
import { fetchLibbpf, python } from './libbpf_sources.mjs';
import { step } from './step.mjs';

const folder = join(build, 'libbpf');

const target = 'x86_64-linux-gnu.2.17';
const sources = ['libbpf/src', 'elfutils/libelf', 'zlib'];
const includes = ['libbpf/include', 'libbpf/include/uapi', 'elfutils/libelf', 'elfutils/lib', 'zlib'];
const defines = [
  '_GNU_SOURCE',
  '_LARGEFILE64_SOURCE',
  '_FILE_OFFSET_BITS=64',
  'SHARED',
  'HAVE_CONFIG_H',
  'HAVE_UNISTD_H',
];
const compiler = ['-std=gnu11', '-O2', '-w', '-shared', '-fPIC', '-fvisibility=hidden'];
const sections = ['-ffunction-sections', '-fdata-sections', '-fno-sanitize=undefined'];
// libbpf's own version script exports libbpf's API and hides the rest.
const linker = ['--version-script=libbpf/src/libbpf.map', '-soname,libbpf.so.1', '--gc-sections', '-z,defs'];

// What elfutils' configure would find with clang and glibc, as far as libelf asks.
const config = `#include <features.h>
#define HAVE_VISIBILITY 1
#define HAVE_FALLTHROUGH 1
#define HAVE_STDATOMIC_H 1
#define HAVE_MREMAP 1
#define HAVE_ERR_H 1
#define HAVE_ERROR_H 1
#define HAVE_DECL_MEMPCPY 1
#define HAVE_DECL_MEMRCHR 1
#define HAVE_DECL_RAWMEMCHR 1
#define HAVE_DECL_POWEROF2 1
#define HAVE_DECL_REALLOCARRAY __GLIBC_PREREQ(2, 26)
#include <eu-config.h>
`;

export async function buildLibbpf() {
  await fetchLibbpf();
  const inputs = [join(steps, 'libbpf.mjs'), join(steps, 'libbpf_sources.mjs')];
  const outputs = [libbpf, join(libbpfLicences, 'libbpf.LGPL-2.1.txt')];
  await step('libbpf', { what: 'compiling the library that loads eBPF programs: about a minute, once', inputs, outputs }, () => {
    compile();
    copyLicences();
  });
}

// Relative source names keep the output the same in any folder.
function compile() {
  writeFileSync(join(folder, 'config.h'), config);
  const cache = join(folder, 'cache');
  const args = [
    ...['-m', 'ziglang', 'cc', '-target', target, ...compiler, ...sections],
    ...defines.map((name) => `-D${name}`),
    ...[folder, ...includes].map((name) => `-I${name}`),
    ...sources.flatMap(cFiles),
    ...linker.map((option) => `-Wl,${option}`),
    ...['-s', '-o', libbpf],
  ];
  const env = { ...process.env, ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
  run(python, args, { cwd: libbpfSources, env });
}

/** @param {string} name */
function cFiles(name) {
  const files = readdirSync(join(libbpfSources, name)).filter((file) => file.endsWith('.c'));
  return files.sort().map((file) => join(name, file));
}

function copyLicences() {
  mkdirSync(libbpfLicences, { recursive: true });
  const copies = {
    'libbpf/LICENSE': 'libbpf.txt',
    'libbpf/LICENSE.LGPL-2.1': 'libbpf.LGPL-2.1.txt',
    'libbpf/LICENSE.BSD-2-Clause': 'libbpf.BSD-2-Clause.txt',
    'elfutils/COPYING-GPLV2': 'libelf.GPL-2.txt',
    'elfutils/COPYING-LGPLV3': 'libelf.LGPL-3.txt',
    'elfutils/COPYING': 'libelf.GPL-3.txt',
    'zlib/LICENSE': 'zlib.txt',
  };
  for (const [from, to] of Object.entries(copies)) copyFileSync(join(libbpfSources, from), join(libbpfLicences, to));
}
