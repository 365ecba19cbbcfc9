import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable_key } from '../../src/generated/samples';
import { inspect, Inspected } from '../../src/kernel/executable';
import { until } from '../system/traffic/traffic';

/** openat(2) of x86-64, in which a writer of a FIFO waits for a reader. */
const inOpen = /^257 /;

describe('files of a process with another root', () => {
  const folder = mkdtempSync(join(tmpdir(), 'root-'));
  const root = join(folder, 'root');
  const outside = join(folder, 'outside');
  mkdirSync(root);
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
    other.close();
    expect(readdirSync('/proc/self/fd')).toHaveLength(before);
  });
});

const noMounts = spawnSync('unshare', ['-m', 'true']).status === 0 ? undefined : 'a mount namespace cannot be made here';
if (noMounts !== undefined) process.stderr.write(`SKIPPED: files of a process with mounts of its own: ${noMounts}\n`);

(noMounts === undefined ? test : test.skip)('who runs the host\'s file with mounts of its own has the host\'s files looked into, and those of its own otherwise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mounts-'));
  const path = join(folder, 'file');
  copyFileSync('/bin/sleep', path);
  const child = spawn('unshare', ['-m', 'sh', '-c', `mount -t tmpfs none ${folder} && exec sleep 60`], { stdio: 'ignore' });
  try {
    await until(() => readFileSync(`/proc/${child.pid}/comm`, 'utf8') === 'sleep\n', () => 'a sleep with mounts of its own');
    const isFound = (key: Uint8Array): boolean => {
      const executable = inspect(child.pid ?? 0, key);
      try {
        return executable?.open(path) !== undefined;
      } finally {
        executable?.close();
      }
    };
    expect(isFound(keyOf('/bin/sleep'))).toBe(true);
    expect(isFound(new Uint8Array(executable_key.size))).toBe(false);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});

/** Where the kernel numbers devices as stat(2) does, but for their bits. */
function keyOf(path: string): Uint8Array {
  const { dev, ino } = statSync(path);
  const key = Buffer.alloc(executable_key.size);
  key.writeBigUInt64LE(BigInt(ino), executable_key.at.inode);
  key.writeBigUInt64LE(BigInt((dev >> 8) * 2 ** 20 + (dev & 0xff)), executable_key.at.device);
  return key;
}
