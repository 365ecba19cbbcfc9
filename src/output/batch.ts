import { type Room, roomOf } from './room';

/** So many bytes are one batch. */
const batchBytes = 1024 * 1024;
/** So many must be free of it where events are to be written. */
const roomBytes = 256 * 1024;

/** What is complete of the texts of a batch. */
export interface Complete {
  readonly events: number;
  /** Bytes of the texts with events. */
  readonly bytes: number;
  /** Texts without events. */
  readonly notes: number;
}

/** What a batch that was cut is without. */
export interface Rest {
  readonly events: number;
  /** Bytes of both. */
  readonly bytes: number;
  /** The texts without events. */
  readonly notes: readonly string[];
}

interface Mark {
  readonly end: number;
  readonly bytes: number;
  readonly events: number;
}

const lineEnd = 0x0a;

/** Events as bytes, each a line, ready to be written; knows which of its events are behind how many bytes. */
export class Batch {
  readonly #marks: Mark[] = [];
  readonly #memory: Room;
  readonly #bytes: Buffer;
  #length = 0;
  #written = 0;
  /** Where the last slice ended. */
  #given = 0;

  constructor(capacity = batchBytes) {
    this.#memory = roomOf(capacity);
    this.#bytes = this.#memory.bytes;
  }

  get capacity(): number {
    return this.#bytes.length;
  }

  /** Behind what is there. */
  get room(): Room {
    return { ...this.#memory, at: this.#length };
  }

  get hasRoom(): boolean {
    return this.capacity - this.#length >= roomBytes;
  }

  get isDone(): boolean {
    return this.#written === this.#length;
  }

  /** What is still to be written, about this many bytes of it and to the end of an event. A view, not a copy. */
  slice(aboutBytes: number): Buffer {
    const most = this.#written + aboutBytes;
    this.#given = most < this.#length ? this.#borderAt(most) : this.#length;
    return this.#bytes.subarray(this.#written, this.#given);
  }

  /** The end of the last event that ends there or before; of one that begins before and is longer, its own. */
  #borderAt(most: number): number {
    const before = this.#bytes.lastIndexOf(lineEnd, most - 1) + 1;
    if (before > this.#written) return before;
    const behind = this.#bytes.subarray(most, this.#length).indexOf(lineEnd);
    return behind < 0 ? this.#length : most + behind + 1;
  }

  /** Ends it where the last slice ends; of one that gave none nothing is left. Gives what was behind. */
  cut(): Rest {
    const behind = this.#marks.filter(({ end }) => end > this.#given);
    const [first] = behind;
    this.#marks.length -= behind.length;
    const bytes = this.#length - this.#given;
    this.#length = this.#given;
    if (first === undefined) return { events: 0, bytes, notes: [] };
    const kept = this.#keepOf(first);
    return {
      events: behind.reduce((sum, { events }) => sum + events, 0) - kept,
      bytes,
      notes: behind.filter((mark) => mark.events === 0).map((mark) => this.#bytes.toString('utf8', Math.max(this.#given, mark.end - mark.bytes), mark.end)),
    };
  }

  /** How many events of a text that is only written in part are written. */
  #keepOf({ end, bytes, events }: Mark): number {
    const begin = end - bytes;
    if (begin >= this.#given) return 0;
    const lost = Math.min(events, this.#bytes.subarray(this.#given, end).reduce((sum, byte) => sum + Number(byte === lineEnd), 0));
    this.#marks.push({ end: this.#given, bytes: this.#given - begin, events: events - lost });
    return events - lost;
  }

  /**
   * Appends whole events, or a text without any; what was written into its room is not copied. Gives the bytes they took, or -1
   * if there is no room: then nothing is appended. Throws if that room was given away meanwhile.
   */
  append(text: Uint8Array, events: number): number {
    const bytes = text.length;
    if (bytes > this.#bytes.length - this.#length) return -1;
    if (text.buffer !== this.#bytes.buffer) this.#bytes.set(text, this.#length);
    else if (text.byteOffset !== this.#bytes.byteOffset + this.#length) throw new Error('something else was pushed since this room was given');
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

  /** Gives its memory back, at once and not when garbage is collected. It is of no use after that. */
  free(): void {
    (this.#bytes.buffer as ArrayBuffer).transfer(0);
  }

  /** Empty again, for the next events, in the same memory. */
  reset(): void {
    this.#marks.length = 0;
    this.#length = 0;
    this.#written = 0;
    this.#given = 0;
  }
}

const keptBatches = 2;

/** The batches that wait, first in, first out. In steady state two buffers go round and nothing is allocated. */
export class BatchQueue {
  readonly #queue: Batch[] = [];
  readonly #free: Batch[] = [];
  /** Given as a room already. */
  #next: Batch | undefined;

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** Where the next events would be copied to. */
  room(): Room {
    const last = this.#queue.at(-1);
    if (last?.hasRoom === true) return last.room;
    this.#next ??= this.#free.pop() ?? new Batch();
    return this.#next.room;
  }

  /** Appends whole events at the end. Gives the bytes they took. */
  append(text: Uint8Array, events: number): number {
    const bytes = this.#queue.at(-1)?.append(text, events) ?? -1;
    if (bytes >= 0) return bytes;
    const batch = this.#empty(text.length);
    this.#queue.push(batch);
    return batch.append(text, events);
  }

  get first(): Batch | undefined {
    return this.#queue[0];
  }

  shift(): Batch | undefined {
    return this.#queue.shift();
  }

  /** Gives what waited. */
  clear(): readonly Batch[] {
    return this.#queue.splice(0);
  }

  /** Takes back a batch that is written. */
  release(batch: Batch | undefined): void {
    if (batch === undefined) return;
    if (this.#free.length >= keptBatches || batch.capacity !== batchBytes) {
      batch.free();
      return;
    }
    batch.reset();
    this.#free.push(batch);
  }

  #empty(bytes: number): Batch {
    if (bytes > batchBytes) return new Batch(bytes);
    const batch = this.#next ?? this.#free.pop() ?? new Batch();
    this.#next = undefined;
    return batch;
  }
}
