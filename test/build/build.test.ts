import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { bpfObject, build, bundle, executable, libbpf, addonPackage, root, appPackage } from '../../steps/paths.mjs';
import { output, run } from './run';

const node = process.execPath;

describe('node build.mjs', () => {
  test('does nothing when nothing has changed', () => {
    expect(output(node, ['build.mjs'])).toBe('');
  });

  test('names the package of a tool that is missing, in one line', () => {
    const tools = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
    symlinkSync(node, join(tools, 'node'));
    const { status, stderr } = run(node, ['build.mjs'], { env: { PATH: tools } });
    rmSync(tools, { recursive: true });
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'clang is missing: apt install clang\n' });
  });

  test('says in one line that a Python package cannot be had', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
    const script = `import { main } from './steps/failure.mjs'; import { makeVenv } from './steps/venv.mjs';
      await main(() => makeVenv(${JSON.stringify(folder)}, ['soupsieve==2.8.4']));`;
    const nowhere = { PIP_CONFIG_FILE: '/dev/null', PIP_FIND_LINKS: '', PIP_INDEX_URL: 'http://127.0.0.1:9/', PIP_NO_CACHE_DIR: '1', PIP_RETRIES: '0' };
    const { status, stderr } = run(node, ['--input-type=module', '-e', script], { env: { ...process.env, ...nowhere } });
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^pip install soupsieve==2\.8\.4 failed, is the Python package index out of reach\? ERROR: .*\n$/);
  }, 120_000);

  test('makes the same bytes in another folder', () => {
    const again = join(build, 'again');
    rmSync(again, { recursive: true, force: true });
    copyTree(again);
    output(node, [join(again, 'build.mjs')], { cwd: again });
    const made = [libbpf, bpfObject, bundle, executable, addonPackage, appPackage].map((path) => relative(root, path));
    expect(made.map((name) => digest(join(again, name)))).toEqual(made.map((name) => digest(join(root, name))));
    rmSync(again, { recursive: true });
  }, 240_000);
});

function digest(path: string): string {
  const name = relative(root, path).replace('build/again/', '');
  return `${name} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
}

// The sources as they are now; what was downloaded comes along as hard links, what was built from it does not.
function copyTree(folder: string): void {
  const sources = readdirSync(root).filter((name) => !['.git', 'build', 'node_modules'].includes(name));
  for (const name of sources) cpSync(join(root, name), join(folder, name), { recursive: true });
  const downloads = ['sources', 'venv'].map((name) => join('build/libbpf', name));
  for (const name of ['node_modules', ...downloads]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    output('cp', ['-al', join(root, name), join(folder, name)]);
  }
  for (const name of ['libbpf-sources', 'libbpf-compiler']) {
    cpSync(join(build, 'stamps', name), join(folder, 'build/stamps', name), { recursive: true });
  }
}
