import { writeSync } from 'node:fs';

const pauseMs = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes a short text at once, in full: the answers of the verbs that then exit. Waits while a pipe that does not
 * block is full. Throws what writing throws (EPIPE).
 */
export function writeText(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, pauseMs);
    }
  }
}
