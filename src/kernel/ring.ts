/**
 * Reads the ring buffer where it lies: both of its position pages and its data are mapped once, and a sample is a
 * place in a DataView. Layout and protocol: kernel/bpf/ringbuf.c. The kernel has the data pages twice in a row, so that
 * no sample wraps; of the second time only the beginning is mapped.
 */
import { mapMemory, type Readable, watch } from './libbpf';

const pageBytes = 4096;
const headerBytes = 8;
/** More than the longest sample: as much of one that wraps may lie beyond the end. */
const overlapBytes = 64 * 1024;
const busyBit = 0x80000000;
const discardedBit = 0x40000000;
const lengthMask = 0x3fffffff;
const word = 2 ** 32;
/** One turn of the event loop reads this many milliseconds at the most, so that timers and signals come through. */
const longestTurnMs = 10;
/** While samples come, the reader comes back sooner than after `quietNs` where a turn found this part of the ring filled. */
const hurriedMs = 5;
const hurriedPart = 1 / 32;
/** In case all of the reasoning about wake-ups is wrong: it looks whether there is anything, and costs an idle host no more than that. */
const backstopMs = 1000;

export type OnSample = (view: DataView, at: number, length: number) => void;

export interface RingOptions {
  readonly fd: number;
  readonly bytes: number;
  /** When the kernel last forced a wake-up, on the clock of `nowNs`. */
  readonly lastWakeupNs: () => number;
  readonly nowNs: () => number;
  /**
   * The kernel's window between wake-ups, plus a millisecond for the program that has read the clock already. While samples
   * come, the reader comes back by itself after so long: at most rates a wake-up costs more than what it brings.
   */
  readonly quietNs: number;
  readonly onSample: OnSample;
  /** After each turn that read something. */
  readonly onTurn: () => void;
}

export class Ring {
  readonly #options: RingOptions;
  readonly #consumer: BigInt64Array;
  readonly #producer: Int32Array;
  readonly #view: DataView;
  readonly #headers: Int32Array;
  #position: number;
  readonly #readable: Readable;
  #timer: NodeJS.Timeout | undefined;
  #backstop: NodeJS.Timeout | undefined;

  constructor(options: RingOptions) {
    this.#options = options;
    const { fd, bytes } = options;
    this.#consumer = new BigInt64Array(mapMemory(fd, pageBytes, 0, true), 0, 1);
    const data = mapMemory(fd, pageBytes + bytes + Math.min(bytes, overlapBytes), pageBytes, false);
    this.#producer = new Int32Array(data, 0, 2);
    this.#view = new DataView(data, pageBytes);
    this.#headers = new Int32Array(data, pageBytes);
    this.#position = Number(this.#consumer[0]);
    this.#readable = watch(fd);
  }

  start(): void {
    this.#sleep();
    this.#backstop = setInterval(() => this.#wakeIfLeftBehind(), backstopMs);
  }

  /** Reads what is there, whatever its amount, and does not come back. */
  stop(): void {
    this.#readable.close();
    clearInterval(this.#backstop);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.drain();
  }

  /** Reads what is there now, in about this time, and not what comes meanwhile: in a storm that has no end. */
  drain(withinMs = Number.POSITIVE_INFINITY): void {
    this.#read(performance.now() + withinMs, this.#producerPosition());
  }

  /** 0 to 1 */
  get fill(): number {
    return (this.#producerPosition() - this.#position) / this.#options.bytes;
  }

  #sleep(): void {
    this.#timer = undefined;
    this.#readable.start(() => this.#wake());
  }

  #wakeIfLeftBehind(): void {
    if (this.#producerPosition() !== this.#position) this.#wake();
  }

  /** Awake, the descriptor is not polled: it would call back for every sample. */
  #wake(): void {
    if (this.#timer !== undefined) return;
    this.#readable.stop();
    this.#turn();
  }

  /** It sleeps after a turn that found nothing, at a time when the next sample wakes: so nothing is left behind. */
  #turn(): void {
    const before = this.#position;
    const isEmpty = this.#read(performance.now() + longestTurnMs);
    const found = this.#position - before;
    if (!isEmpty) this.#comeBack(0);
    else if (found > 0 || !this.#wakesNext()) this.#comeBack(found > this.#options.bytes * hurriedPart ? hurriedMs : this.#options.quietNs / 1e6);
    else this.#sleep();
  }

  #wakesNext(): boolean {
    const { lastWakeupNs, nowNs, quietNs } = this.#options;
    return nowNs() - lastWakeupNs() > quietNs && this.#producerPosition() === this.#position;
  }

  #comeBack(afterMs: number): void {
    this.#timer = setTimeout(() => this.#turn(), afterMs);
  }

  /** False if it stopped for the time, or at a sample that is still being written. @param last where it ends, if not where the ring does */
  #read(untilMs: number, last = Number.POSITIVE_INFINITY): boolean {
    const before = this.#position;
    const isDone = this.#readSamples(untilMs, last);
    if (this.#position !== before) {
      Atomics.store(this.#consumer, 0, BigInt(this.#position));
      this.#options.onTurn();
    }
    return isDone;
  }

  #readSamples(untilMs: number, last: number): boolean {
    const mask = this.#options.bytes - 1;
    let end = Math.min(last, this.#producerPosition());
    for (let count = 1; this.#position < end; count += 1) {
      const at = this.#position & mask;
      const header = Atomics.load(this.#headers, at >>> 2);
      if (header & busyBit) return false;
      const length = header & lengthMask;
      if (!(header & discardedBit)) this.#options.onSample(this.#view, at + headerBytes, length);
      this.#position += (length + headerBytes + 7) & ~7;
      if ((count & 255) === 0) {
        Atomics.store(this.#consumer, 0, BigInt(this.#position));
        if (performance.now() > untilMs) return false;
      }
      if (this.#position === end) end = Math.min(last, this.#producerPosition());
    }
    return true;
  }

  /** 64 bits in two reads: the upper half must be the same before and after. */
  #producerPosition(): number {
    for (;;) {
      const high = Atomics.load(this.#producer, 1);
      const low = Atomics.load(this.#producer, 0);
      if (Atomics.load(this.#producer, 1) === high) return high * word + (low >>> 0);
    }
  }
}
