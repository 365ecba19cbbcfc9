/** What a process runs, opened to be looked into: through /proc, so that containers and what is deleted are no others. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { executable_key } from '../generated/samples';
import { ElfFile } from '../host/elf';
import type { BinaryFile, Executable, Place } from '../target';

/** No folder that is looked through has so many. */
const mostNames = 1000;
/** Never waits, whatever an owner of the file put there. */
const openFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

class OpenFile implements BinaryFile {
  readonly #fd: number;
  readonly #elf: ElfFile;
  /** Also when the process has ended, and its root with it. */
  readonly path: string;

  /** Throws where it cannot be read, or is no ELF file. */
  constructor(path: string) {
    this.#fd = openSync(path, openFlags);
    this.path = `/proc/self/fd/${this.#fd}`;
    try {
      if (!fstatSync(this.#fd).isFile()) throw new Error('no file');
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
  /** Where the process has its root. */
  readonly #root: string;
  readonly #opened: OpenFile[] = [];

  /** Throws. */
  constructor(pid: number, path: string, root: string) {
    super(path);
    this.#pid = pid;
    this.#root = root;
  }

  list(folder: string): readonly string[] {
    try {
      return readdirSync(this.#root + folder).slice(0, mostNames);
    } catch {
      return [];
    }
  }

  open(path: string): BinaryFile | undefined {
    try {
      const file = new OpenFile(this.#root + path);
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
    super.close();
  }

  #own(file: BinaryFile): OpenFile {
    return file === this ? this : (this.#opened.find((one) => one === file) ?? this);
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

/**
 * Undefined where the process has ended, or runs no ELF file of 64 bits. Throws the error of open(2) where another user's process may not be
 * looked at (which takes CAP_SYS_PTRACE), unless one of the system's shells is the same file.
 * @param key struct executable_key
 */
export function inspect(pid: number, key: Uint8Array): Inspected | undefined {
  try {
    return new Inspected(pid, `/proc/${pid}/exe`, `/proc/${pid}/root`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return undefined;
    const path = shells().find((one) => isSameFile(one, key));
    if (path === undefined) throw error;
    return new Inspected(pid, path, '');
  }
}

function shells(): readonly string[] {
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
