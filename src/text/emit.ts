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

/** Most names of fields, with what stands around them, fit so many words. */
export const leastWords = 3;
const wordBytes = 8;

/**
 * Text that is written again and again, as the 64-bit words that are stored, three at least: the last ones may go beyond its end, into
 * what is written next.
 */
export class Fragment {
  /** The same with zeros up to the last word's end. */
  readonly bytes: Uint8Array;
  readonly words: BigInt64Array;
  /** In bytes, without those. */
  readonly length: number;

  /** @param added of its bytes, those that the output's escapes add */
  constructor(text: string, readonly added = 0) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    this.bytes = new Uint8Array(Math.max(leastWords, Math.ceil(bytes.length / wordBytes)) * wordBytes);
    this.bytes.set(bytes);
    this.words = new BigInt64Array(this.bytes.buffer);
  }
}

/** What JSON cannot say (NaN, infinity) is refused by a RangeError: the event is none then. */
export interface Emit {
  /** @param kind the sourcetype without `ebpf:` @param us microseconds since 1970, rounded to whole ones */
  begin(kind: string, us: number): void;
  /** Exact up to 2^53. */
  number(key: Key, value: number): void;
  word(word: Word): void;
  /** Any text; escaped here. What is beyond so many bytes of it is cut. */
  text(key: Key, text: string, mostBytes?: number): void;
  /** Microseconds, rounded to whole ones, as seconds. */
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

/** Throws a RangeError. */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number of JSON`);
  return value;
}

/** Whole microseconds since 1970. Throws a RangeError. */
export function wholeMicros(us: number): number {
  const whole = Math.round(us);
  if (whole >= 0 && whole <= 2 ** 53) return whole;
  throw new RangeError(`${us} microseconds since 1970 is no time`);
}

function checked(text: string): string {
  if (!/^[\w.-]*$/.test(text)) throw new Error(`no word of this program: ${JSON.stringify(text)}`);
  return text;
}
