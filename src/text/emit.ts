/** How an event is said: what readers call, whatever becomes of it (bytes of XML or JSON, or values for a table). */
import type { Keys } from './keys';

/** The name of a field. */
export class Key {
  /** The same with its comma and colon, and for text with the quote, encoded once. */
  readonly number: Fragment;
  readonly text: Fragment;

  constructor(readonly name: string) {
    this.number = new Fragment(`,"${checked(name)}":`);
    this.text = new Fragment(`,"${name}":"`);
  }
}

/** A field with one of few values that this program knows: never text from outside, which would not be escaped. */
export class Word {
  readonly fragment: Fragment;

  constructor(readonly name: string, readonly value: string | true) {
    this.fragment = new Fragment(value === true ? `,"${checked(name)}":true` : `,"${checked(name)}":"${checked(value)}"`);
  }
}

/**
 * Text that is written again and again, as the 32-bit words that are stored: the last one may go beyond its end, into what is
 * written next.
 */
export class Fragment {
  readonly words: Int32Array;
  /** In bytes. */
  readonly length: number;

  /** @param added of its bytes, those that the output's escapes add */
  constructor(text: string, readonly added = 0) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    const padded = new Uint8Array((bytes.length + 3) & ~3);
    padded.set(bytes);
    this.words = new Int32Array(padded.buffer);
  }
}

export interface Emit {
  /** @param kind the sourcetype without `ebpf:` @param us microseconds since 1970 */
  begin(kind: string, us: number): void;
  /** Up to 2^53. */
  number(key: Key, value: number): void;
  word(word: Word): void;
  /** Any text; escaped here. What is beyond so many bytes of it is cut. */
  text(key: Key, text: string, mostBytes?: number): void;
  /** Microseconds as seconds. */
  micros(key: Key, us: number): void;
  /** 16 bytes in network order, IPv4 as ::ffff:a.b.c.d. */
  address(key: Key, view: DataView, at: number): void;
  /** 64 bits as 11 letters. */
  id(key: Key, low: number, high: number): void;
  /** What was made ready before. */
  keys(keys: Keys): void;
  end(): void;
}

export const key = (name: string): Key => new Key(name);
export const word = (name: string, value: string | true): Word => new Word(name, value);

function checked(text: string): string {
  if (!/^[\w.-]*$/.test(text)) throw new Error(`no word of this program: ${JSON.stringify(text)}`);
  return text;
}
