// Fetches the sources of libbpf, libelf and zlib, one immutable crate known by its checksum, and their compiler.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';
import { build, libbpfSources } from './paths.mjs';
import { step } from './step.mjs';
import { makeVenv } from './venv.mjs';

const crate = '1.7.0+v1.7.0'; // libbpf 1.7.0, elfutils 0.191, zlib 1.2.13
const checksum = 'a109478760b2900aa2a6f2087e9d0de1d9c535b1758602af2845d5d2ccfaed7c';
const zig = '0.15.2'; // clang, lld and every glibc's headers and stubs, as a Python wheel

const venv = join(build, 'libbpf', 'venv');
const fetch = join(build, 'libbpf', 'fetch');
export const python = join(venv, 'bin', 'python');

export async function fetchLibbpf() {
  const source = join(libbpfSources, 'libbpf/src/libbpf.map');
  await step('libbpf-sources', { what: 'downloading the sources of libbpf, libelf and zlib: 6 MB, once', outputs: [source], key: checksum }, fetchSources);
  const what = 'downloading a compiler whose libraries run on any distribution: 94 MB, 410 MB on disk, once';
  await step('libbpf-compiler', { what, outputs: [python], key: zig }, fetchCompiler);
}

function fetchSources() {
  rmSync(fetch, { recursive: true, force: true });
  mkdirSync(join(fetch, 'src'), { recursive: true });
  writeFileSync(join(fetch, 'src/lib.rs'), '');
  writeFileSync(join(fetch, 'Cargo.toml'), manifest());
  run('cargo', ['generate-lockfile', '--quiet'], { cwd: fetch });
  if (!readFileSync(join(fetch, 'Cargo.lock'), 'utf8').includes(checksum)) {
    throw new Failure(`libbpf-sys ${crate} has another checksum than the one pinned in steps/libbpf_sources.mjs`);
  }
  run('cargo', ['vendor', '--quiet', '--locked', join(fetch, 'vendor')], { cwd: fetch });
  keepOnlyTheCrate();
}

function manifest() {
  return `[package]\nname = "fetch"\nversion = "0.0.0"\n\n[dependencies]\nlibbpf-sys = "=${crate}"\n`;
}

// cargo also brings what the crate's own build would need.
function keepOnlyTheCrate() {
  rmSync(libbpfSources, { recursive: true, force: true });
  mkdirSync(join(libbpfSources, '..'), { recursive: true });
  renameSync(join(fetch, 'vendor/libbpf-sys'), libbpfSources);
  rmSync(fetch, { recursive: true });
}

function fetchCompiler() {
  makeVenv(venv, [`ziglang==${zig}`]);
}
