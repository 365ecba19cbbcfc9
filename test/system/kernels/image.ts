/** The guest's root: busybox, the programs to try and the libraries that they need; packed as an initramfs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, copyFileSync, cpSync, existsSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kernel } from './fetch';

export interface Contents {
  /** Folder or file on the host, by where it goes under /guest. */
  readonly files: Readonly<Record<string, string>>;
  /** The host's own programs, at their own paths. */
  readonly programs: readonly string[];
  /** Shell commands, run as root in /guest. */
  readonly commands: string;
}

const folders = ['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/bin', 'guest'];
const users = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n';

/** @returns the archive's file, uncompressed: to unpack costs more than to load where the processor is emulated */
export function makeInitramfs(work: string, kernel: Kernel, contents: Contents): string {
  const root = join(work, 'root');
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
  // The host's programs lie where the host has them: /usr/sbin/ip must not become /bin/ip.
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'));
  cpSync(join(__dirname, 'init'), join(root, 'init'));
  chmodSync(join(root, 'init'), 0o755);
  writeFileSync(join(root, 'etc/passwd'), users);
  writeFileSync(join(root, 'guest/commands'), contents.commands);
  for (const [name, file] of Object.entries(contents.files)) cpSync(file, join(root, 'guest', name), { recursive: true });
  for (const program of contents.programs) copy(program, root);
  for (const library of neededLibraries(root)) copy(library, root);
  if (!existsSync(join(root, 'lib64'))) symlinkSync('usr/lib64', join(root, 'lib64'));
  cpSync(kernel.root, root, { recursive: true });
  return pack(root, join(work, 'initramfs'));
}

function copy(file: string, root: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  copyFileSync(file, join(root, file)); // what a link points to: cpSync takes some links for folders
}

function neededLibraries(root: string): string[] {
  const programs = execFileSync('find', [root, '-type', 'f', '(', '-perm', '-u+x', '-o', '-name', '*.so*', '-o', '-name', '*.node', ')'], { encoding: 'utf8' });
  // It fails for what is static, and tells the others' all the same.
  const { stdout } = spawnSync('ldd', programs.trimEnd().split('\n'), { encoding: 'utf8' });
  return [...new Set([...stdout.matchAll(/(?:=> |^\t)(\/\S+) \(0x/gm)].flatMap(([, file]) => file ?? []))];
}

function pack(root: string, archive: string): string {
  const names = execFileSync('find', ['.', '-print0'], { cwd: root, maxBuffer: 1 << 26 });
  const output = openSync(archive, 'w');
  execFileSync('cpio', ['--null', '--create', '--format=newc', '--owner=0:0', '--quiet'], { cwd: root, input: names, stdio: ['pipe', output, 'inherit'] });
  closeSync(output);
  return archive;
}
