/** A control group whose reads of a disk are limited (blk-throttle). */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { diskOfImages } from './disk';

const groups = '/sys/fs/cgroup/blkio';

export function whyNoThrottle(): string | undefined {
  if (!existsSync(`${groups}/blkio.throttle.read_iops_device`)) return 'no blkio control groups of version 1 that limit';
  return diskOfImages() === undefined ? `${tmpdir()} is on no disk that could be limited` : undefined;
}

export class Throttle {
  readonly #folder = `${groups}/block_io_test_${process.pid}`;

  /** Of the disk that images lie on. */
  constructor(readsPerSecond: number) {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(`${this.#folder}/blkio.throttle.read_iops_device`, `${diskOfImages()} ${readsPerSecond}`);
  }

  /** Before a command that is to run in it. */
  get prefix(): readonly string[] {
    return ['sh', '-c', `echo $$ > ${this.#folder}/cgroup.procs; exec "$@"`, 'sh'];
  }

  remove(): void {
    rmdirSync(this.#folder);
  }
}
