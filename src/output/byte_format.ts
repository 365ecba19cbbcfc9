/**
 * Events as bytes: no string and no garbage for each. Constants are stored as 32-bit words that go beyond their end into what
 * is written next, numbers come from tables, and what is said of a process was encoded once.
 */
import { putAddress } from '../text/address';
import { putNumber, putSeconds, putSix } from '../text/digits';
import { finite, Fragment, type Key, leastWords, wholeMicros, type Word } from '../text/emit';
import { letterCodes, pairCodes } from '../text/id';
import { cutJsonText, type Escaped, jsonText } from '../text/json';
import type { Keys } from '../text/keys';
import type { Format } from './format';
import { nothing, type Room, roomOf } from './room';

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

/** For what is written without a room: an event of the program's own. */
const ownBytes = 64 * 1024;
const [quote, dot] = [0x22, 0x2e];
const million = 1e6;
const mostWords = 10;
/** The whole seconds of a time with their dot, and what is written beyond. */
const secondsBytes = 20;

export class ByteFormat implements Format {
  readonly #frame: Frame;
  readonly #head: Fragment;
  readonly #middles = new Map<string, Fragment>();
  #own: Room | undefined;
  #bytes: Buffer = nothing.bytes;
  #view: DataView = nothing.view;
  #hasRoom = false;
  /** Where what is taken next begins, the event under way began, its JSON did, and the next byte goes. */
  #start = 0;
  #began = 0;
  #jsonBegan = 0;
  #at = 0;
  /** Bytes that escapes have added to the event under way. */
  #added = 0;
  /** What the last event leaves ready for the next one: its kind's middle, and the whole seconds of its time with their dot. */
  #kind = '';
  #middle = new Fragment('');
  #second = Number.NaN;
  readonly #seconds = new DataView(new ArrayBuffer(secondsBytes));
  #secondsLength = 0;
  ended = 0;
  jsonBytes = 0;

  constructor(frame: Frame) {
    this.#frame = frame;
    this.#head = frame.head ?? new Fragment('');
  }

  get escape(): Format['escape'] {
    return this.#frame.escape;
  }

  get waitingBytes(): number {
    return this.#hasRoom ? this.#began - this.#start : 0;
  }

  writeInto({ bytes, view, at }: Room): void {
    [this.#bytes, this.#view, this.#hasRoom] = [bytes, view, true];
    this.#start = this.#began = at;
  }

  begin(kind: string, us: number): void {
    if (!this.#hasRoom) this.writeInto((this.#own ??= roomOf(ownBytes)));
    this.#at = this.#began;
    this.#added = 0;
    const whole = wholeMicros(us);
    const second = Math.floor(whole / million);
    if (second !== this.#second) this.#setSecond(second);
    if (kind !== this.#kind) this.#setKind(kind);
    const fraction = (whole - second * million) | 0;
    if (this.#frame.head !== undefined) {
      this.#put(this.#head);
      this.#time(fraction);
    }
    this.#put(this.#middle);
    this.#jsonBegan = this.#at - timeKey.length;
    this.#time(fraction);
  }

  number(key: Key, value: number): void {
    this.#put(key.number);
    if (Number.isSafeInteger(value) && value >= 0) this.#at = putNumber(this.#view, this.#at, value);
    else this.#string(String(finite(value)));
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
    const whole = Math.round(us);
    if (whole >= 0 && whole <= 2 ** 53) this.#at = putSeconds(this.#view, this.#at, whole);
    else this.#string(String(finite(whole) / million));
  }

  address(key: Key, view: DataView, at: number): void {
    this.#put(key.text);
    const end = putAddress(this.#view, this.#at, view, at);
    this.#view.setUint8(end, quote);
    this.#at = end + 1;
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
    const taken = this.#bytes.subarray(this.#start, this.#start + this.waitingBytes);
    this.#hasRoom = false;
    return taken;
  }

  opening(): string {
    return this.#frame.opening;
  }

  closing(): string {
    return this.#frame.closing;
  }

  /** Throws a RangeError where it does not fit, as all that writes here does. */
  #put({ words, bytes, length }: Fragment): void {
    const [view, at] = [this.#view, this.#at];
    // A call of the copy costs what storing some ten words does.
    if (words.length > mostWords) this.#bytes.set(bytes, at);
    else putWords(view, at, words);
    this.#at = at + length;
  }

  #string(text: string): void {
    if (this.#at + text.length * 3 > this.#bytes.length) throw new RangeError(`a text of ${text.length} characters has no room`);
    this.#at += this.#bytes.write(text, this.#at);
  }

  #time(fraction: number): void {
    const [view, at, seconds] = [this.#view, this.#at, this.#seconds];
    view.setInt32(at, seconds.getInt32(0, true), true);
    view.setInt32(at + 4, seconds.getInt32(4, true), true);
    view.setInt32(at + 8, seconds.getInt32(8, true), true);
    this.#at = putSix(view, at + this.#secondsLength, fraction);
  }

  #setSecond(second: number): void {
    this.#second = second;
    const point = putNumber(this.#seconds, 0, second);
    this.#seconds.setUint8(point, dot);
    this.#secondsLength = point + 1;
  }

  #setKind(kind: string): void {
    this.#kind = kind;
    this.#middle = this.#middles.get(kind) ?? this.#frame.middle(kind);
    this.#middles.set(kind, this.#middle);
  }
}

/** Three without a loop: how often one would run is another number for each key, which a processor cannot foresee. */
function putWords(to: DataView, at: number, words: BigInt64Array): void {
  to.setBigInt64(at, words[0] ?? 0n, true);
  to.setBigInt64(at + 8, words[1] ?? 0n, true);
  to.setBigInt64(at + 16, words[2] ?? 0n, true);
  for (let index = leastWords; index < words.length; index += 1) to.setBigInt64(at + index * 8, words[index] ?? 0n, true);
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
