/**
 * Real pipes. Node gives a child socket pairs, which hold more, fail otherwise, and show a child that it has no pipe;
 * splunkd gives pipes.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

export interface Pipe {
  /** Blocking ends, for a child. */
  readonly readEnd: number;
  readonly writeEnd: number;
}

let made = 0;

/** A pipe as two file descriptors, both blocking; the caller closes them. */
export function makePipe(): Pipe {
  const path = join(tmpdir(), `splunkd-${process.pid}-${(made += 1)}.fifo`);
  execFileSync('mkfifo', ['-m', '600', path]);
  try {
    // Opening one end waits for the other, unless there is somebody at both already.
    const both = openSync(path, O_RDWR | O_NONBLOCK);
    const pipe = { readEnd: openSync(path, O_RDONLY), writeEnd: openSync(path, O_WRONLY) };
    closeSync(both);
    return pipe;
  } finally {
    rmSync(path);
  }
}

/** Our end as a stream; it closes the descriptor. */
export function endStream(fd: number, isReadable: boolean): Socket {
  return new Socket({ fd, readable: isReadable, writable: !isReadable });
}
