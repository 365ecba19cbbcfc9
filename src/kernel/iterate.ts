/** Runs a program over all that the kernel has of something: descriptors, sockets (bpf_iter). */
import { closeSync, readSync } from 'node:fs';
import type { Libbpf, Pointer } from './libbpf';

const bufferBytes = 4096;

/**
 * A part at each step: a program ends a read by what it writes, so that no part emits more than a ring holds. The iterator is linked
 * until the end, or until it is returned from. A step throws.
 */
export function* iterate(libbpf: Libbpf, program: Pointer): Generator<void> {
  const link = libbpf.attachIterator(program, null);
  try {
    yield* partsOf(libbpf.createIterator(libbpf.linkFd(link)));
  } finally {
    libbpf.destroyLink(link);
  }
}

function* partsOf(fd: number): Generator<void> {
  const buffer = Buffer.alloc(bufferBytes);
  try {
    while (readPart(fd, buffer) > 0) yield;
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
