import { closeSync, openSync, readSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { output, run } from './run';
import { unpack } from './spl';

// What each native file may ask of the system. Debian, Ubuntu and RHEL 8 have all of it.
const libc = ['libc.so.6', 'libpthread.so.0', 'libdl.so.2', 'libm.so.6', 'ld-linux-x86-64.so.2'];
const cpp = ['libstdc++.so.6', 'libgcc_s.so.1'];
const allowed: Record<string, readonly string[]> = {
  ebpf_trace: [...libc, ...cpp],
  'koffi.node': [...libc, ...cpp],
  'libbpf.so': libc,
  'ebpf_trace.bpf.o': [],
};
const newest = { GLIBC: [2, 28], GLIBCXX: [3, 4, 25], CXXABI: [1, 3, 11] }; // RHEL 8's

describe('the native files of the .spl', () => {
  const { app, remove } = unpack();
  afterAll(remove);
  const files = readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isElf);

  test('are the known ones, below bin', () => {
    const wanted = Object.keys(allowed).map((name) => `linux_x86_64/bin/${name}`);
    expect(files.map((path) => relative(app, path)).sort()).toEqual(wanted.sort());
  });

  test.each(Object.entries(newest))('need no newer %s than RHEL 8 has', (family, limit) => {
    for (const path of files) {
      const versions = [...output('readelf', ['-VW', path]).matchAll(new RegExp(`\\b${family}_([0-9.]+)`, 'g'))];
      const beyond = versions.map(([, text = '']) => text).filter((text) => isNewer(text, limit));
      expect({ path, beyond }).toEqual({ path, beyond: [] });
    }
  });

  test.each(Object.entries(allowed))('%s needs known libraries alone', (name, libraries) => {
    const dynamic = output('readelf', ['-dW', join(app, 'linux_x86_64/bin', name)]);
    const needed = [...dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, library]) => library);
    expect(needed.filter((library) => !libraries.includes(library ?? ''))).toEqual([]);
    expect(dynamic).not.toMatch(/RPATH|RUNPATH/);
  });

  test('hold no name of the folder in which they were built', () => {
    const ours = files.filter((path) => !path.endsWith('koffi.node'));
    for (const path of ours) expect({ path, found: holds(path, `${process.cwd()}/`) }).toEqual({ path, found: false });
  });
});

function isElf(path: string): boolean {
  const [start, file] = [Buffer.alloc(4), openSync(path, 'r')];
  readSync(file, start);
  closeSync(file);
  return start.equals(Buffer.from('\x7fELF', 'latin1'));
}

function isNewer(text: string, limit: readonly number[]): boolean {
  const parts = text.split('.').map(Number);
  const at = parts.findIndex((part, index) => part !== (limit[index] ?? 0));
  return at >= 0 && (parts[at] ?? 0) > (limit[at] ?? 0);
}

function holds(path: string, text: string): boolean {
  return run('grep', ['-q', '--fixed-strings', text, path]).status === 0;
}
