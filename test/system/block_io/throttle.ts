/** A control group whose reads of a disk are limited (blk-throttle). */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';

const groups = '/sys/fs/cgroup/blkio';

export function whyNoThrottle(): string | undefined {
  return existsSync(`${groups}/blkio.throttle.read_iops_device`) ? undefined : 'no blkio control groups of version 1 that limit';
}

export class Throttle {
  readonly #folder = `${groups}/block_io_test_${process.pid}`;

  /** @param device as 254:0 */
  constructor(device: string, readsPerSecond: number) {
    mkdirSync(this.#folder);
    writeFileSync(`${this.#folder}/blkio.throttle.read_iops_device`, `${device} ${readsPerSecond}`);
  }

  /** Before a command that is to run in it. */
  get prefix(): readonly string[] {
    return ['sh', '-c', `echo $$ > ${this.#folder}/cgroup.procs; exec "$@"`, 'sh'];
  }

  remove(): void {
    rmdirSync(this.#folder);
  }
}
