/** A disk of the test's own, a loop device over a file, with what limits the disk below it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface DiskOptions {
  readonly megabytes?: number;
  /** Past the page cache: what limits the disk below limits this one. */
  readonly isDirect?: boolean;
  readonly scheduler?: string;
}

const megabyte = 2 ** 20;

export class Disk {
  readonly #folder = mkdtempSync(join(tmpdir(), 'disk-'));
  readonly image = join(this.#folder, 'image');
  /** /dev/loop0, and the last part of it. */
  readonly path: string;
  readonly name: string;

  constructor({ megabytes = 64, isDirect = false, scheduler = 'none' }: DiskOptions = {}) {
    execFileSync('dd', ['if=/dev/zero', `of=${this.image}`, 'bs=1M', `count=${megabytes}`, 'conv=fsync', 'status=none']);
    this.path = execFileSync('losetup', ['--find', '--show', `--direct-io=${isDirect ? 'on' : 'off'}`, this.image], { encoding: 'utf8' }).trim();
    this.name = basename(this.path);
    writeFileSync(`/sys/block/${this.name}/queue/scheduler`, scheduler);
  }

  /** What lies behind is gone, and reads and writes there fail. */
  cutTo(megabytes: number): void {
    truncateSync(this.image, megabytes * megabyte);
  }

  /** Idempotent. */
  remove(): void {
    if (!existsSync(this.#folder)) return;
    execFileSync('losetup', ['--detach', this.path]);
    rmSync(this.#folder, { recursive: true });
  }
}

/** The disk that images lie on, as 254:0; undefined where that is none with requests, as of a tmpfs. */
export function diskOfImages(): string | undefined {
  const device = execFileSync('stat', ['--format', '%Hd:%Ld', tmpdir()], { encoding: 'utf8' }).trim();
  const folder = `/sys/dev/block/${device}`;
  if (!existsSync(folder)) return undefined;
  const isPartition = existsSync(join(folder, 'partition'));
  return readFileSync(join(folder, isPartition ? '../dev' : 'dev'), 'utf8').trim();
}
