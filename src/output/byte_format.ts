/**
 * Events as bytes: no string and no garbage for each. Constants are stored as 32-bit words that go beyond their end into what
 * is written next, numbers come from tables, and what is said of a process was encoded once.
 */
import { addressText, isMapped } from '../text/address';
import { Fragment, type Key, type Word } from '../text/emit';
import { letterCodes, pairCodes } from '../text/id';
import { cutJsonText, type Escaped, jsonText } from '../text/json';
import type { Keys } from '../text/keys';
import { putIpv4, putNumber, putSeconds, putTime } from './digits';
import type { Format } from './format';

/** What stands around the JSON of an event. */
export interface Frame {
  /** Before its time, if that stands outside of it too. */
  readonly head: Fragment | undefined;
  /** Up to the value of its first key, which is its time. */
  middle(kind: string): Fragment;
  readonly tail: Fragment;
  readonly escape: (jsonText: string) => Escaped;
  /** Bytes of a text that `escape` has added. */
  readonly added: (escaped: string) => number;
  readonly opening: string;
  readonly closing: string;
}

/** What is taken at a time has at most so many bytes; an event has far fewer. */
const capacity = 256 * 1024;
const quote = 0x22;

export class ByteFormat implements Format {
  readonly #frame: Frame;
  readonly #bytes = Buffer.allocUnsafeSlow(capacity);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, capacity);
  readonly #middles = new Map<string, Fragment>();
  /** Where the next byte goes, where the event under way began, and where its JSON did. */
  #at = 0;
  #began = 0;
  #jsonBegan = 0;
  /** Bytes that escapes have added to the event under way. */
  #added = 0;
  #isTaken = false;
  ended = 0;
  jsonBytes = 0;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  get escape(): Format['escape'] {
    return this.#frame.escape;
  }

  get waitingBytes(): number {
    return this.#isTaken ? 0 : this.#began;
  }

  begin(kind: string, us: number): void {
    if (this.#isTaken) this.#began = 0;
    this.#isTaken = false;
    this.#at = this.#began;
    this.#added = 0;
    const { head } = this.#frame;
    if (head !== undefined) {
      this.#put(head);
      this.#at = putTime(this.#view, this.#at, us);
    }
    const middle = this.#middles.get(kind) ?? this.#middle(kind);
    this.#put(middle);
    this.#jsonBegan = this.#at - timeKey.length;
    this.#at = putTime(this.#view, this.#at, us);
  }

  number(key: Key, value: number): void {
    this.#put(key.number);
    if (Number.isSafeInteger(value) && value >= 0) this.#at = putNumber(this.#view, this.#at, value);
    else this.#string(String(value));
  }

  word(word: Word): void {
    this.#put(word.fragment);
  }

  text(key: Key, text: string, mostBytes = Number.POSITIVE_INFINITY): void {
    const escaped = this.#frame.escape(cutJsonText(jsonText(text), mostBytes));
    this.#added += this.#frame.added(escaped);
    this.#put(key.text);
    this.#string(escaped);
    this.#view.setUint8(this.#at++, quote);
  }

  micros(key: Key, us: number): void {
    this.#put(key.number);
    if (us >= 0) this.#at = putSeconds(this.#view, this.#at, us);
    else this.#string(String(us / 1e6));
  }

  address(key: Key, view: DataView, at: number): void {
    this.#put(key.text);
    if (isMapped(view, at)) this.#at = putIpv4(this.#view, this.#at, view, at + 12);
    else this.#string(addressText(view, at));
    this.#view.setUint8(this.#at++, quote);
  }

  id(key: Key, low: number, high: number): void {
    this.#put(key.text);
    const [view, at] = [this.#view, this.#at];
    view.setUint16(at, pairCodes[high >>> 20] ?? 0, true);
    view.setUint16(at + 2, pairCodes[(high >>> 8) & 4095] ?? 0, true);
    view.setUint16(at + 4, pairCodes[((high << 4) | (low >>> 28)) & 4095] ?? 0, true);
    view.setUint16(at + 6, pairCodes[(low >>> 16) & 4095] ?? 0, true);
    view.setUint16(at + 8, pairCodes[(low >>> 4) & 4095] ?? 0, true);
    view.setUint8(at + 10, letterCodes[low & 15] ?? 0);
    view.setUint8(at + 11, quote);
    this.#at = at + 12;
  }

  keys(keys: Keys): void {
    keys.fragment ??= new Fragment(keys.text, this.#frame.added(keys.text));
    this.#added += keys.fragment.added;
    this.#put(keys.fragment);
  }

  end(): void {
    this.jsonBytes += this.#at + 1 - this.#jsonBegan - this.#added; // with the brace of the tail
    this.#put(this.#frame.tail);
    this.#began = this.#at;
    this.ended += 1;
  }

  undo(): void {
    this.#at = this.#began;
  }

  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.waitingBytes);
    this.#isTaken = true;
    return taken;
  }

  opening(): string {
    return this.#frame.opening;
  }

  closing(): string {
    return this.#frame.closing;
  }

  /** Throws a RangeError where it does not fit, as all that writes here does. */
  #put({ words, length }: Fragment): void {
    const [view, at] = [this.#view, this.#at];
    for (let index = 0; index < words.length; index += 1) view.setInt32(at + index * 4, words[index] ?? 0, true);
    this.#at = at + length;
  }

  #string(text: string): void {
    if (this.#at + text.length * 3 > capacity) throw new RangeError(`a text of ${text.length} characters has no room`);
    this.#at += this.#bytes.write(text, this.#at);
  }

  #middle(kind: string): Fragment {
    const middle = this.#frame.middle(kind);
    this.#middles.set(kind, middle);
    return middle;
  }
}

/** What an event's JSON begins with: each frame's middle ends with it. */
export const timeKey = '{"time":';

/** One JSON object a line, as it is. */
export const jsonFrame: Frame = {
  head: undefined,
  middle: () => new Fragment(timeKey),
  tail: new Fragment('}\n'),
  escape: (jsonText) => jsonText as Escaped,
  added: () => 0,
  opening: '',
  closing: '',
};

export const jsonLines = (): Format => new ByteFormat(jsonFrame);
