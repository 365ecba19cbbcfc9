/**
 * An executable or library as the kernel maps it (ELF, 64 bits, little-endian): by its program headers and its dynamic section, which
 * are there also in a stripped one. Any user's file may be read here: each read is bounded, and what makes no sense throws.
 */
import { readSync } from 'node:fs';

/** The file offset of what is loaded at an address. */
interface Segment {
  readonly address: number;
  readonly offset: number;
  readonly bytes: number;
  readonly isCode: boolean;
}

const headerBytes = 64;
const programHeaderBytes = 56;
const dynamicBytes = 16;
const symbolBytes = 24;
const relocationBytes = 24;
const [ptLoad, ptDynamic, executableBit] = [1, 2, 1];
/** elf.h: DT_PLTRELSZ, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ, DT_JMPREL, DT_GNU_HASH */
const tag = { pltRelocationBytes: 2, strings: 5, symbols: 6, relocations: 7, relocationBytes: 8, pltRelocations: 23, gnuHash: 0x6ffffef5 } as const;
const mostProgramHeaders = 64;
const mostDynamics = 512;
const mostChain = 4096;
const mostNameBytes = 256;
/** No shell has so much. */
const [mostTableBytes, mostCodeBytes] = [2 ** 20, 4 * 2 ** 20];

export class ElfFile {
  readonly #fd: number;
  readonly #segments: readonly Segment[];
  readonly #dynamic: ReadonlyMap<number, number>;
  #relocations: ReadonlyMap<number, number> | undefined;
  /** The address of its first instruction. */
  readonly entry: number;

  /** Throws where it is none. @param fd open as long as this is used */
  constructor(fd: number) {
    this.#fd = fd;
    const header = this.#read(0, headerBytes);
    if (header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1) throw new Error('no ELF file of 64 bits');
    this.entry = number64(header, 24);
    const count = header.readUInt16LE(56);
    if (header.readUInt16LE(54) !== programHeaderBytes || count > mostProgramHeaders) throw new Error('no program headers');
    const table = this.#read(number64(header, 32), count * programHeaderBytes);
    const headers = Array.from({ length: count }, (_, index) => table.subarray(index * programHeaderBytes));
    this.#segments = headers.filter((one) => one.readUInt32LE(0) === ptLoad).map((one) => ({
      address: number64(one, 16), offset: number64(one, 8), bytes: number64(one, 32), isCode: (one.readUInt32LE(4) & executableBit) !== 0,
    }));
    this.#dynamic = new Map(headers.filter((one) => one.readUInt32LE(0) === ptDynamic).flatMap((one) => this.#dynamics(number64(one, 8), number64(one, 32))));
  }

  /** The address of what it defines by this name, or undefined. By its GNU hash table: nothing else is read. Throws where that makes no sense. */
  addressOf(name: string): number | undefined {
    const table = this.#dynamic.get(tag.gnuHash);
    if (table === undefined) return undefined;
    const head = this.#at(table, 16);
    const [buckets, first, bloomWords] = [head.readUInt32LE(0), head.readUInt32LE(4), head.readUInt32LE(8)];
    if (buckets === 0) return undefined;
    const hash = gnuHash(name);
    const bucketsAt = table + 16 + bloomWords * 8;
    const chainAt = bucketsAt + buckets * 4;
    let index = this.#at(bucketsAt + (hash % buckets) * 4, 4).readUInt32LE(0);
    if (index < first) return undefined;
    for (let tries = 0; tries < mostChain; tries += 1, index += 1) {
      const entry = this.#at(chainAt + (index - first) * 4, 4).readUInt32LE(0);
      if ((entry | 1) >>> 0 === (hash | 1) >>> 0 && this.#nameOf(index) === name) return number64(this.#symbol(index), 8);
      if (entry & 1) return undefined;
    }
    throw new Error('a chain of its hash table has no end');
  }

  /** What is called through this slot of its global offset table, by name. */
  nameBehind(slot: number): string | undefined {
    this.#relocations ??= this.#readRelocations();
    const symbol = this.#relocations.get(slot);
    return symbol === undefined ? undefined : this.#nameOf(symbol);
  }

  /** Symbols by slot, read once: a file may ask for as many slots as it likes. */
  #readRelocations(): ReadonlyMap<number, number> {
    const symbols = new Map<number, number>();
    for (const [at, size] of [[tag.relocations, tag.relocationBytes], [tag.pltRelocations, tag.pltRelocationBytes]] as const) {
      const [address, bytes] = [this.#dynamic.get(at), this.#dynamic.get(size)];
      if (address === undefined || bytes === undefined || bytes > mostTableBytes) continue;
      const table = this.#at(address, bytes);
      for (let place = 0; place + relocationBytes <= bytes; place += relocationBytes) {
        const symbol = table.readUInt32LE(place + 12);
        if (symbol !== 0) symbols.set(number64(table, place), symbol);
      }
    }
    return symbols;
  }

  /** Its machine code, part by part. */
  code(): Generator<{ readonly address: number; readonly bytes: Buffer }> {
    return this.#parts(this.#segments.filter(({ isCode }) => isCode));
  }

  /** All that is loaded of it, part by part. */
  content(): Generator<{ readonly address: number; readonly bytes: Buffer }> {
    return this.#parts(this.#segments);
  }

  *#parts(segments: readonly Segment[]): Generator<{ readonly address: number; readonly bytes: Buffer }> {
    let rest = mostCodeBytes;
    for (const { address, offset, bytes } of segments) {
      const length = Math.min(bytes, rest);
      rest -= length;
      yield { address, bytes: this.#read(offset, length) };
    }
  }

  /** Some bytes at an address. Throws where there are fewer. */
  at(address: number, length: number): Buffer {
    return this.#at(address, length);
  }

  /** In the file. Throws where nothing of it is loaded there. */
  offsetOf(address: number): number {
    const segment = this.#segments.find((one) => address >= one.address && address < one.address + one.bytes);
    if (segment === undefined) throw new Error('an address beyond what is loaded');
    return address - segment.address + segment.offset;
  }

  #dynamics(offset: number, bytes: number): readonly (readonly [tag: number, value: number])[] {
    const table = this.#read(offset, Math.min(bytes, mostDynamics * dynamicBytes));
    return Array.from({ length: Math.floor(table.length / dynamicBytes) }, (_, index) => [number64(table, index * dynamicBytes), number64(table, index * dynamicBytes + 8)] as const);
  }

  #symbol(index: number): Buffer {
    return this.#at((this.#dynamic.get(tag.symbols) ?? Number.NaN) + index * symbolBytes, symbolBytes);
  }

  #nameOf(index: number): string {
    const at = this.offsetOf((this.#dynamic.get(tag.strings) ?? Number.NaN) + this.#symbol(index).readUInt32LE(0));
    const bytes = Buffer.alloc(mostNameBytes);
    const length = readSync(this.#fd, bytes, 0, mostNameBytes, at);
    const end = bytes.subarray(0, length).indexOf(0);
    return bytes.toString('latin1', 0, end < 0 ? length : end);
  }

  #at(address: number, bytes: number): Buffer {
    return this.#read(this.offsetOf(address), bytes);
  }

  #read(offset: number, bytes: number): Buffer {
    const buffer = Buffer.allocUnsafe(bytes);
    if (readSync(this.#fd, buffer, 0, bytes, offset) !== bytes) throw new Error('an ELF file that is cut');
    return buffer;
  }
}

/** Beyond 2^53 nothing is an offset or address of a file. */
function number64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

function gnuHash(name: string): number {
  let hash = 5381;
  for (const byte of Buffer.from(name)) hash = (Math.imul(hash, 33) + byte) >>> 0;
  return hash;
}
