/** What a process runs, opened to be looked into: through /proc, so that containers and what is deleted are no others. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { executable_key } from '../generated/samples';
import { ElfFile } from '../host/elf';
import type { BinaryFile, Executable, Place } from '../target';
import { pathBelow } from './libbpf';

/** Files beside the executable. */
const mostOpen = 16;
const openFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
/** Of Linux; Node has no name for it. */
const oPath = 0x20_0000;

class OpenFile implements BinaryFile {
  readonly #fd: number;
  readonly #elf: ElfFile;
  /** Also when the process has ended, and its root with it. */
  readonly path: string;

  /** Throws where it cannot be read, or is no ELF file. @param found of O_PATH; it is closed */
  constructor(found: number) {
    this.#fd = regularFile(found);
    this.path = `/proc/self/fd/${this.#fd}`;
    try {
      this.#elf = new ElfFile(this.#fd);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  addressOf(name: string): number | undefined {
    return this.#elf.addressOf(name);
  }

  nameBehind(slot: number): string | undefined {
    return this.#elf.nameBehind(slot);
  }

  code(): Iterable<{ readonly address: number; readonly bytes: Buffer }> {
    return this.#elf.code();
  }

  content(): Iterable<{ readonly address: number; readonly bytes: Buffer }> {
    return this.#elf.content();
  }

  at(address: number, length: number): Buffer {
    return this.#elf.at(address, length);
  }

  offsetOf(address: number): number {
    return this.#elf.offsetOf(address);
  }

  get identity(): string {
    const { dev, ino } = fstatSync(this.#fd);
    return `${dev}:${ino}`;
  }

  close(): void {
    closeSync(this.#fd);
  }
}

export class Inspected extends OpenFile implements Executable {
  readonly #pid: number;
  /** Where the process has its root, once that is asked for. */
  readonly #root: string;
  #rootFd: number | undefined;
  readonly #opened: OpenFile[] = [];

  /** Throws. */
  constructor(pid: number, path: string, root: string) {
    super(openSync(path, oPath));
    this.#pid = pid;
    this.#root = root;
  }

  open(path: string): BinaryFile | undefined {
    if (this.#opened.length >= mostOpen) return undefined;
    try {
      const file = new OpenFile(this.#find(path));
      this.#opened.push(file);
      return file;
    } catch {
      return undefined;
    }
  }

  /** Of a place in one of its files. Throws. */
  fileOffset({ file, address }: Place): number {
    return this.#own(file).offsetOf(address);
  }

  /** Which file it is below those of overlayfs, as far as the kernel says so (before 6.8). */
  identityOf(file: BinaryFile): string {
    return (file === this ? this.#mapped() : undefined) ?? this.#own(file).identity;
  }

  override close(): void {
    for (const file of this.#opened.splice(0)) file.close();
    if (this.#rootFd !== undefined) closeSync(this.#rootFd);
    this.#rootFd = undefined;
    super.close();
  }

  #find(path: string): number {
    this.#rootFd ??= openSync(this.#root, oPath | constants.O_DIRECTORY);
    return pathBelow(this.#rootFd, path);
  }

  #own(file: BinaryFile): OpenFile {
    const own = file === this ? this : this.#opened.find((one) => one === file);
    if (own === undefined) throw new Error('a place in a file of another executable');
    return own;
  }

  #mapped(): string | undefined {
    try {
      const path = readlinkSync(`/proc/${this.#pid}/exe`);
      const line = readFileSync(`/proc/${this.#pid}/maps`, 'utf8').split('\n').find((one) => one.endsWith(` ${path}`));
      const [, , , device, inode] = line?.split(/ +/) ?? [];
      return inode === undefined ? undefined : `${device} ${inode}`;
    } catch {
      return undefined;
    }
  }
}

/** Opened only when it is known to be a file: to open a device may do something. Throws. @param found of O_PATH; it is closed */
function regularFile(found: number): number {
  try {
    if (!fstatSync(found).isFile()) throw new Error('no file');
    return openSync(`/proc/self/fd/${found}`, openFlags);
  } finally {
    closeSync(found);
  }
}

/**
 * Undefined where it runs no ELF file of 64 bits. Throws the error of open(2) or read(2) where the process has ended, the file cannot be read now,
 * or another user's process may not be looked at (EACCES: it takes CAP_SYS_PTRACE), unless one of the system's shells is the same file.
 * @param key struct executable_key
 */
export function inspect(pid: number, key: Uint8Array): Inspected | undefined {
  try {
    return new Inspected(pid, `/proc/${pid}/exe`, rootOf(pid, key));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) return undefined;
    if (code !== 'EACCES') throw error;
    const path = shellPaths().find((one) => isSameFile(one, key));
    if (path === undefined) throw error;
    return new Inspected(pid, path, '/');
  }
}

/** The host's own where its executable is the host's: whoever may mount, in a namespace of his own, would have another file attached to in place of the host's. */
function rootOf(pid: number, key: Uint8Array): string {
  return isSameFile(readlinkSync(`/proc/${pid}/exe`), key) ? '/' : `/proc/${pid}/root`;
}

/** Whether it is one of the system's, which /etc/shells lists. @param key struct executable_key */
export function isShell(key: Uint8Array): boolean {
  return shellPaths().some((one) => isSameFile(one, key));
}

function shellPaths(): readonly string[] {
  try {
    return readFileSync('/etc/shells', 'utf8').split('\n').filter((line) => line.startsWith('/'));
  } catch {
    return [];
  }
}

function isSameFile(path: string, key: Uint8Array): boolean {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    const view = new DataView(key.buffer, key.byteOffset);
    return ino === view.getBigUint64(executable_key.at.inode, true) && kernelDevice(dev) === view.getBigUint64(executable_key.at.device, true);
  } catch {
    return false;
  }
}

/** As the kernel numbers it (MKDEV of include/linux/kdev_t.h), of what stat(2) gives (new_encode_dev). */
function kernelDevice(device: bigint): bigint {
  const major = (device >> 8n) & 0xfffn;
  const minor = (device & 0xffn) | ((device >> 12n) & 0xfff00n);
  return (major << 20n) | minor;
}
