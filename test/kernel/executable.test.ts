import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inspected } from '../../src/kernel/executable';
import { until } from '../system/traffic/traffic';

/** openat(2) of x86-64, in which a writer of a FIFO waits for a reader. */
const inOpen = /^257 /;

describe('files of a process with another root', () => {
  const folder = mkdtempSync(join(tmpdir(), 'root-'));
  const root = join(folder, 'root');
  const outside = join(folder, 'outside');
  mkdirSync(join(root, 'inner'), { recursive: true });
  for (const path of [outside, join(root, 'file')]) copyFileSync('/bin/sleep', path);
  const executable = new Inspected(process.pid, '/proc/self/exe', root);

  afterAll(() => {
    executable.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['a file', 'file', true],
    ['an absolute link within', '/file', true],
    ['an absolute link to what only this process has', outside, false],
    ['a link that goes up', `../../../../../../../../..${outside}`, false],
    ['a link to nothing', '/nothing', false],
  ])('%s', (name, target, isThere) => {
    if (target !== 'file') symlinkSync(target, join(root, name));
    expect(executable.open(target === 'file' ? '/file' : `/${name}`) !== undefined).toBe(isThere);
  });

  test('folders are its own, too', () => {
    symlinkSync('/etc', join(root, 'etc'));
    symlinkSync('/', join(root, 'top'));
    expect(executable.list('/etc')).toEqual([]);
    expect(executable.list('/top')).toContain('inner');
    expect(executable.list('/file')).toEqual([]);
    expect(executable.list('/nothing')).toEqual([]);
  });

  test('what is no file is not opened: nobody who waits for that notices', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const writer = spawn('sh', ['-c', `echo first > '${join(root, 'pipe')}'`]);
    await until(() => inOpen.test(readFileSync(`/proc/${writer.pid}/syscall`, 'utf8')), () => 'a writer that waits');
    expect(executable.open('/pipe')).toBeUndefined();
    expect(execFileSync('timeout', ['5', 'cat', join(root, 'pipe')], { encoding: 'utf8' })).toBe('first\n');
  });

  test('leaves no descriptor open', () => {
    const before = readdirSync('/proc/self/fd').length;
    const other = new Inspected(process.pid, '/proc/self/exe', root);
    expect(other.open('/file')?.addressOf('nothing')).toBeUndefined();
    expect(other.open('/nothing')).toBeUndefined();
    expect(other.list('/').length).toBeGreaterThan(0);
    other.close();
    expect(readdirSync('/proc/self/fd')).toHaveLength(before);
  });
});
