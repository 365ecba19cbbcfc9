/** Runs a program over all that the kernel has of something: descriptors, sockets (bpf_iter). */
import { closeSync, readSync } from 'node:fs';
import type { Libbpf, Pointer } from './libbpf';

const bufferBytes = 4096;

/**
 * Links the iterator for as long as it is read. Throws.
 * @param onPart called between reads: a program may emit more samples than the ring holds, and ends a read by what it writes
 */
export function iterate(libbpf: Libbpf, program: Pointer, onPart: () => void): void {
  const link = libbpf.attachIterator(program, null);
  try {
    readAll(libbpf.createIterator(libbpf.linkFd(link)), onPart);
  } finally {
    libbpf.destroyLink(link);
  }
}

function readAll(fd: number, onPart: () => void): void {
  const buffer = Buffer.alloc(bufferBytes);
  try {
    for (let bytes = 1; bytes > 0; onPart()) bytes = readPart(fd, buffer);
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
