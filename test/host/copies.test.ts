/** Other copies of the input below one etc/apps. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { appFolder, earlierTwin, otherCopies } from '../../src/host/copies';

const home = mkdtempSync(join(tmpdir(), 'copies-'));
const apps = join(home, 'etc/apps');
const program = (app: string, folder = apps): string => join(folder, app, 'linux_x86_64/bin/ebpf_trace');

function install(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return path;
}

beforeAll(() => {
  for (const app of ['TA_ebpf_trace', 'ebpf_trace', 'a']) install(program(app));
  install(join(apps, 'search/bin/other'));
  install(program('ebpf_trace', join(home, 'etc/deployment-apps')));
});
afterAll(() => rmSync(home, { recursive: true }));

test('are those of other apps that hold the same program', () => {
  const folders = ['a', 'ebpf_trace'].map((app) => join(apps, app));
  expect(otherCopies(program('TA_ebpf_trace'))).toEqual(folders.map((folder) => ({ folder, executable: join(folder, 'linux_x86_64/bin/ebpf_trace') })));
  expect(appFolder(program('TA_ebpf_trace'))).toBe(join(apps, 'TA_ebpf_trace'));
});

test('are none beside one that is alone, or in no etc/apps', () => {
  expect(otherCopies(program('ebpf_trace', join(home, 'etc/deployment-apps')))).toEqual([]);
  expect(otherCopies(join(home, 'build/ebpf_trace'))).toEqual([]);
  expect(otherCopies(install(program('ebpf_trace', join(home, 'alone/etc/apps'))))).toEqual([]);
  expect(otherCopies(program('ebpf_trace', join(home, 'nowhere/etc/apps')))).toEqual([]);
});

test('that do not run are no twin', () => {
  expect(earlierTwin(otherCopies(program('TA_ebpf_trace')))).toBeUndefined();
});
