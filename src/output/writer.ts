import { write, writeSync } from 'node:fs';
import { type Batch, BatchQueue } from './batch';
import type { Output, OutputCounters } from './output';
import type { Room } from './room';

export interface WriterOptions {
  /** Called once, when the reader is gone (EPIPE) or writing fails for good; nothing is written after it. */
  readonly onBroken?: (error: NodeJS.ErrnoException) => void;
  /**
   * The most bytes that wait. The default, 128 MiB, holds 270,000 events of 490 bytes: all of a storm of 50,000
   * connections, both ends on this host, while splunkd takes nothing; or 8 minutes of what a forwarder sends at its
   * default 256 KB/s. More would only delay what is dropped in the end.
   */
  readonly maximumBytes?: number;
  /** The same pipe, where a write never waits (unblocked.ts): what it has room for is written at once, without a thread. */
  readonly unblocked?: number | undefined;
  /** Called with the descriptor when the rest is given up: makes its pipe larger than what one write has. */
  readonly makeRoom?: (fd: number) => void;
}

const defaultMaximumBytes = 128 * 1024 * 1024;
/** From here on what waits is not worth waiting for more. */
const enoughBytes = 64 * 1024;
/** In one write, while the reader keeps up. One that blocks cannot be taken back, so that a larger pipe must have room for it. */
const sliceBytes = 512 * 1024;
/** To a reader that is slow, so that it is known how far it came. */
const slowBytes = 64 * 1024;
/** In one turn: a reader that keeps pace must not keep this thread from reading the ring. */
const mostAtOnceBytes = 8 * 1024 * 1024;
const blockedFromMs = 100;
const shortestRetryMs = 2;
const longestRetryMs = 50;

/**
 * A bounded queue before a file descriptor. What does not go out at once is written by one asynchronous write at a time: process.stdout
 * would queue in the heap without bound and lose it at exit, fs.writeSync where it may block would freeze the event loop and with it
 * SIGTERM. It is one long class since all its counters must agree after each step.
 */
export class Writer implements Output {
  readonly #fd: number;
  readonly #maximumBytes: number;
  readonly #onBroken: (error: NodeJS.ErrnoException) => void;
  readonly #makeRoom: (fd: number) => void;
  readonly #unblocked: number | undefined;
  readonly #queue = new BatchQueue();
  #queuedBytes = 0;
  #queuedEvents = 0;
  #queuedNotes = 0;
  #droppedEvents = 0;
  #eventsWritten = 0;
  #bytesWritten = 0;
  #blockedMs = 0;
  #inFlight: Batch | undefined;
  #startedMs = 0;
  #retryMs = shortestRetryMs;
  #isScheduled = false;
  #isBroken = false;
  #isSlow = false;
  #onDrained: (() => void) | undefined;

  constructor(fd: number, options: WriterOptions = {}) {
    this.#fd = fd;
    this.#maximumBytes = options.maximumBytes ?? defaultMaximumBytes;
    this.#onBroken = options.onBroken ?? (() => undefined);
    this.#makeRoom = options.makeRoom ?? (() => undefined);
    this.#unblocked = options.unblocked;
  }

  room(): Room {
    return this.#queue.room();
  }

  push(text: Uint8Array | string, events: number): boolean {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    if (this.#isBroken || (events > 0 && this.#queuedBytes + bytes.length > this.#maximumBytes)) {
      this.#droppedEvents += events;
      return false;
    }
    if (bytes.length > 0) this.#take(bytes, events);
    return true;
  }

  #take(bytes: Uint8Array, events: number): void {
    this.#queuedBytes += this.#queue.append(bytes, events);
    this.#queuedEvents += events;
    if (events === 0) this.#queuedNotes += 1;
    if (this.#queuedBytes < enoughBytes) this.#schedule();
    else if (this.#unblocked === undefined) this.#start();
    else if (!this.#writeAtOnce()) this.#schedule(); // the reader may have made room by the next push
  }

  get counters(): OutputCounters {
    return {
      eventsWritten: this.#eventsWritten,
      bytesWritten: this.#bytesWritten,
      droppedEvents: this.#droppedEvents,
      queuedEvents: this.#queuedEvents,
      queuedBytes: this.#queuedBytes,
      queuedNotes: this.#queuedNotes,
      blockedMs: Math.round(this.#blockedMs + (this.#inFlight === undefined ? 0 : this.#blockedSinceStart())),
    };
  }

  /**
   * Waits until all is written, at most this long. Gives the number of events that were not: those in flight count
   * in full, since a blocked write does not say how far it came. The writer is not stopped by it.
   */
  async flush(deadlineMs: number): Promise<number> {
    if (this.#isDrained() || this.#isBroken) return this.#queuedEvents;
    this.#start();
    if (this.#isDrained() || this.#isBroken) return this.#queuedEvents;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      this.#onDrained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return this.#queuedEvents;
  }

  /** Counts events that came too late to be queued. */
  drop(events: number): void {
    this.#droppedEvents += events;
  }

  /**
   * Gives up the events behind the one that the write in flight ends with, and counts them as dropped; notes move up. What
   * was in flight goes into the pipe, which is made larger, even if nobody reads. Gives how many events that are.
   */
  giveUp(): number {
    if (this.#isDrained() || this.#isBroken) return 0;
    this.#isSlow = true;
    if (this.#inFlight === undefined) this.#writeLater(); // an event of which a part is written
    const rests = [...(this.#inFlight === undefined ? [] : [this.#inFlight]), ...this.#queue.clear()].map((batch) => batch.cut());
    const events = rests.reduce((sum, rest) => sum + rest.events, 0);
    const notes = rests.flatMap((rest) => rest.notes);
    this.#queuedBytes -= rests.reduce((sum, rest) => sum + rest.bytes, 0);
    this.#queuedEvents -= events;
    this.#queuedNotes -= notes.length;
    this.drop(events);
    for (const note of notes) this.#take(Buffer.from(note), 0);
    this.#makeRoom(this.#fd);
    return events;
  }

  /** Few events wait until the caller's turn ends, so that what one read of the ring gave goes out together. */
  #schedule(): void {
    if (this.#isScheduled || this.#inFlight !== undefined) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#start();
    });
  }

  #start(): void {
    if (!this.#writeAtOnce()) this.#writeLater();
  }

  /** What the pipe takes now. False if something is left that could be written. */
  #writeAtOnce(): boolean {
    if (this.#inFlight !== undefined || this.#isBroken) return true;
    let atOnce = 0;
    for (let batch = this.#queue.first; batch !== undefined; batch = this.#queue.first) {
      const written = this.#unblocked === undefined ? 0 : this.#writtenAtOnce(this.#unblocked, batch.slice(sliceBytes));
      if (written === 0) return this.#isBroken;
      this.#count(batch, written);
      if (batch.isDone) this.#queue.release(this.#queue.shift());
      atOnce += written;
      if (atOnce >= mostAtOnceBytes && this.#queue.first !== undefined) return false;
    }
    this.#onDrained?.();
    return true;
  }

  #writtenAtOnce(fd: number, bytes: Buffer): number {
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN' && code !== 'EINTR') this.#break(error as NodeJS.ErrnoException);
      return 0;
    }
  }

  #writeLater(): void {
    if (this.#inFlight !== undefined || this.#isBroken) return;
    this.#inFlight = this.#queue.shift();
    if (this.#inFlight === undefined) this.#onDrained?.();
    else this.#write(this.#inFlight);
  }

  #write(batch: Batch): void {
    this.#startedMs = performance.now();
    this.#attempt(batch, batch.slice(this.#isSlow ? slowBytes : sliceBytes));
  }

  #attempt(batch: Batch, bytes: Buffer): void {
    write(this.#fd, bytes, (error, written) => {
      if (error === null) this.#progress(batch, written);
      else if (error.code === 'EAGAIN' || error.code === 'EINTR') this.#retry(batch, bytes);
      else this.#break(error);
    });
  }

  /** Only a descriptor that does not block comes here: its pipe is full, and there is nothing to wait on but time. */
  #retry(batch: Batch, bytes: Buffer): void {
    setTimeout(() => this.#attempt(batch, bytes), this.#retryMs);
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }

  #progress(batch: Batch, written: number): void {
    this.#blockedMs += this.#blockedSinceStart();
    this.#isSlow = this.#blockedSinceStart() > 0;
    this.#retryMs = shortestRetryMs;
    this.#count(batch, written);
    if (!batch.isDone) return this.#write(batch);
    this.#inFlight = undefined;
    this.#queue.release(batch);
    this.#start();
  }

  #count(batch: Batch, written: number): void {
    const { events, bytes, notes } = batch.advance(written);
    this.#bytesWritten += bytes;
    this.#queuedBytes -= written;
    this.#eventsWritten += events;
    this.#queuedEvents -= events;
    this.#queuedNotes -= notes;
  }

  #break(error: NodeJS.ErrnoException): void {
    this.#isBroken = true;
    this.#inFlight = undefined;
    this.#queue.clear();
    this.#onDrained?.();
    this.#onBroken(error);
  }

  #isDrained(): boolean {
    return this.#inFlight === undefined && this.#queue.isEmpty;
  }

  #blockedSinceStart(): number {
    const elapsed = performance.now() - this.#startedMs;
    return elapsed > blockedFromMs ? elapsed : 0;
  }
}
