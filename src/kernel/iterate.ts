/** Runs a program over all that the kernel has of something: descriptors, sockets, elements of a map (bpf_iter). */
import { closeSync, readSync } from 'node:fs';
import { type Libbpf, mapIteratorOptions, type Pointer } from './libbpf';

const bufferBytes = 4096;

export interface Walk {
  /** Of the map to walk, for an iterator over a map's elements. */
  readonly mapFd?: number;
  /** On the clock of performance.now(). */
  readonly untilMs?: number;
  /** Called between reads: a program may emit more samples than the ring holds, and ends a read by what it writes. */
  readonly onPart?: () => void;
}

/** Links the iterator for as long as it is read. False: the time was over before it came to its end. Throws. */
export function iterate(libbpf: Libbpf, program: Pointer, walk: Walk = {}): boolean {
  const link = libbpf.attachIterator(program, walk.mapFd === undefined ? null : mapIteratorOptions(walk.mapFd));
  try {
    return readAll(libbpf.createIterator(libbpf.linkFd(link)), walk);
  } finally {
    libbpf.destroyLink(link);
  }
}

function readAll(fd: number, { untilMs = Number.POSITIVE_INFINITY, onPart }: Walk): boolean {
  const buffer = Buffer.alloc(bufferBytes);
  try {
    for (let bytes = 1; bytes > 0; onPart?.()) {
      if (performance.now() > untilMs) return false;
      bytes = readPart(fd, buffer);
    }
    return true;
  } finally {
    closeSync(fd);
  }
}

/** After a million objects that had nothing to report, the kernel wants to be asked again (bpf_seq_read). */
function readPart(fd: number, buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(fd, buffer);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
