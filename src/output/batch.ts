/** So many bytes are one batch, and go out in one write when the reader keeps up. */
export const batchBytes = 1024 * 1024;

/** What is complete of the texts of a batch. */
export interface Complete {
  readonly events: number;
  /** Of the texts with events. */
  readonly bytes: number;
  /** Texts without events. */
  readonly notes: number;
}

/** Events as bytes, ready to be written; knows which of its events are behind how many bytes. */
export class Batch {
  readonly #marks: { readonly end: number; readonly bytes: number; readonly events: number }[] = [];
  readonly #bytes: Buffer;
  #length = 0;
  #written = 0;

  constructor(capacity = batchBytes) {
    // Pages that are never written to are never resident, so that a small batch costs little.
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  get isDone(): boolean {
    return this.#written === this.#length;
  }

  /** What is still to be written, at most this many bytes of it. A view, not a copy. */
  slice(maximumBytes: number): Buffer {
    return this.#bytes.subarray(this.#written, Math.min(this.#length, this.#written + maximumBytes));
  }

  /** Appends whole events, or a text without any. Gives the bytes they took, or -1 if there is no room: then nothing is appended. */
  append(text: string, events: number): number {
    const room = this.#bytes.length - this.#length;
    // A UTF-16 unit takes 3 bytes at most; only where that might not fit are they counted.
    if (text.length * 3 > room && Buffer.byteLength(text) > room) return -1;
    const bytes = this.#bytes.write(text, this.#length, 'utf8');
    this.#length += bytes;
    this.#marks.push({ end: this.#length, bytes, events });
    return bytes;
  }

  /** Notes that so many more bytes are written. Gives what is complete by it. */
  advance(written: number): Complete {
    this.#written += written;
    let [events, bytes, notes] = [0, 0, 0];
    for (let mark = this.#marks[0]; mark !== undefined && mark.end <= this.#written; mark = this.#marks[0]) {
      events += mark.events;
      if (mark.events > 0) bytes += mark.bytes;
      else notes += 1;
      this.#marks.shift();
    }
    return { events, bytes, notes };
  }

  /** Empty again, for the next events, in the same memory. */
  reset(): void {
    this.#marks.length = 0;
    this.#length = 0;
    this.#written = 0;
  }
}

const keptBatches = 2;

/** The batches that wait, first in, first out. In steady state two buffers go round and nothing is allocated. */
export class BatchQueue {
  readonly #queue: Batch[] = [];
  readonly #free: Batch[] = [];

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** Appends whole events at the end. Gives the bytes they took. */
  append(text: string, events: number): number {
    const bytes = this.#queue.at(-1)?.append(text, events) ?? -1;
    if (bytes >= 0) return bytes;
    const batch = this.#empty(Buffer.byteLength(text));
    this.#queue.push(batch);
    return batch.append(text, events);
  }

  shift(): Batch | undefined {
    return this.#queue.shift();
  }

  clear(): void {
    this.#queue.length = 0;
  }

  /** Takes back a batch that is written. */
  release(batch: Batch): void {
    if (this.#free.length < keptBatches && batch.capacity === batchBytes) {
      batch.reset();
      this.#free.push(batch);
    }
  }

  #empty(bytes: number): Batch {
    return bytes > batchBytes ? new Batch(bytes) : (this.#free.pop() ?? new Batch());
  }
}
