/**
 * The memory that the kernel maps for a ring buffer (kernel/bpf/ringbuf.c), written as the kernel writes it: a page of
 * the consumer's, one of the producer's, the data twice in a row.
 */
const pageBytes = 4096;
const headerBytes = 8;
const busyBit = 0x8000_0000;
const discardedBit = 0x4000_0000;

export type RecordState = 'submitted' | 'busy' | 'discarded';

export class FakeRing {
  readonly bytes: number;
  readonly consumerPage = new ArrayBuffer(pageBytes);
  readonly dataPages: ArrayBuffer;
  readonly #data: DataView;

  constructor(bytes: number, position = 0) {
    this.bytes = bytes;
    this.dataPages = new ArrayBuffer(pageBytes + 2 * bytes);
    this.#data = new DataView(this.dataPages);
    new DataView(this.consumerPage).setBigUint64(0, BigInt(position), true);
    this.#producer = position;
  }

  /** mmap(2) of the map's descriptor. */
  map(bytes: number, offset: number, isWritable: boolean): ArrayBuffer {
    if (offset === 0 && bytes === pageBytes && isWritable) return this.consumerPage;
    if (offset === pageBytes && bytes === this.dataPages.byteLength && !isWritable) return this.dataPages;
    throw new Error(`the kernel would refuse ${bytes} bytes at ${offset}, ${isWritable ? 'writable' : 'read only'}`);
  }

  get consumer(): number {
    return Number(new DataView(this.consumerPage).getBigUint64(0, true));
  }

  get producer(): number {
    return Number(this.#data.getBigUint64(0, true));
  }

  set #producer(position: number) {
    this.#data.setBigUint64(0, BigInt(position), true);
  }

  /** False if there is no room, as for bpf_ringbuf_reserve. Gives the place for `settle` otherwise. */
  append(payload: Uint8Array, state: RecordState = 'submitted'): number | false {
    const at = this.producer;
    const total = (payload.length + headerBytes + 7) & ~7;
    if (at + total - this.consumer > this.bytes) return false;
    payload.forEach((byte, index) => this.#setByte(at + headerBytes + index, byte));
    this.settle(at, payload.length, state);
    this.#producer = at + total;
    return at;
  }

  settle(at: number, length: number, state: RecordState): void {
    const bits = { submitted: 0, busy: busyBit, discarded: discardedBit }[state];
    const header = Buffer.alloc(4);
    header.writeUInt32LE(bits + length);
    header.forEach((byte, index) => this.#setByte(at + index, byte));
  }

  #setByte(position: number, byte: number): void {
    const at = pageBytes + (position % this.bytes);
    this.#data.setUint8(at, byte);
    this.#data.setUint8(at + this.bytes, byte);
  }
}
