/** The command line of an owner sample, as ps shows it; of one that is too long both ends. */
import { closeSync, openSync, readSync } from 'node:fs';
import { owner_flag, owner_sample } from '../../generated/samples';
import { processStat } from '../../host/process_stat';
import type { Surroundings } from '../../host/surroundings';
import { type Escaped, joinedText, jsonText, jsonUnits } from '../../text/json';
import { Keys } from '../../text/keys';
import { behindSecret, withoutSecrets } from './masks';

export interface CommandLine {
  readonly front: Buffer;
  /** Empty where `front` is all that is known. */
  readonly rear: Buffer;
  /** Length of the whole, in bytes; undefined: longer than what is known of it. */
  readonly length: number | undefined;
  /** Something of it is not there. */
  readonly isCut: boolean;
}

type Escape = (jsonText: string) => Escaped;

const { get, at: offset } = owner_sample;
const gap = ' … ';
const ellipsis = '…';
const nothing = Buffer.alloc(0);
/** As ,"process_length":4294967295,"process":"" */
const keyBytes = 41;
/** Far more than a title has (a page at most): what fills it is what lies between the bounds of the arguments. */
const chunkBytes = 65_536;
/** A tick of /proc/pid/stat. */
const nsPerTick = 10_000_000;

/** Its keys, of at most so many bytes of it as it is, and in at most `room` bytes; none where there is none. */
export function commandLineKeys(line: CommandLine, most: number, room: number, escape: Escape): Keys {
  if (most === 0) return Keys.none;
  const shown = shortened(line, most);
  const whole = shown.isCut ? undefined : escape(argumentsText(shown.front));
  if (whole === '') return Keys.none;
  if (whole !== undefined && Buffer.byteLength(whole) <= room - keyBytes) return Keys.text('process', whole);
  const process = Keys.text('process', bothEnds(shown, room - keyBytes, escape));
  return shown.length === undefined ? process : Keys.joined(Keys.number('process_length', shown.length), process);
}

/** Both ends of it in so many bytes, or the front of one whose end is not known. */
function shortened(line: CommandLine, most: number): CommandLine {
  const { front, rear, length } = line;
  if (front.length + rear.length <= most) return line;
  if (!line.isCut) return { ...endsOf(front, most), length };
  if (rear.length === 0) return { ...line, front: front.subarray(0, most) };
  return { ...line, front: front.subarray(0, frontBytes(most)), rear: rear.subarray(Math.max(0, rear.length - Math.floor(most / 2))) };
}

/** Kept at whole characters and escapes. */
function bothEnds(line: CommandLine, room: number, escape: Escape): Escaped {
  const front = escape(argumentsText(line.isCut ? wholeCharacters(line.front) : line.front));
  const rear = line.isCut ? escape(argumentsText(behindBrokenCharacter(line.rear))) : front;
  const join = rear === '' ? ellipsis : gap;
  if (line.isCut && Buffer.byteLength(front + join + rear) <= room) return joinedText(front, join, rear);
  const most = room - Buffer.byteLength(join);
  const first = fitting(jsonUnits(front), rear === '' ? most : Math.ceil(most / 2));
  const last = fitting(jsonUnits(rear).reverse(), most - Buffer.byteLength(first.join(''))).reverse();
  return joinedText(...first, join, ...last);
}

/** The first of them that together have at most so many bytes. */
function fitting(units: readonly Escaped[], most: number): Escaped[] {
  let bytes = 0;
  const end = units.findIndex((unit) => (bytes += Buffer.byteLength(unit)) > most);
  return units.slice(0, end < 0 ? units.length : end);
}

/** The command line of an owner sample. @param limit the most bytes of one that the kernel side sends */
export function commandLineOf(view: DataView, at: number, limit: number, surroundings: Surroundings): CommandLine {
  const flags = get.flags(view, at);
  if (flags & owner_flag.OWNER_KERNEL_THREAD || limit === 0) return endsOf(nothing, limit);
  if (flags & owner_flag.OWNER_ARGUMENTS_UNREAD) {
    return procCommandLine(get.pid(view, at), get.birth_start_ns(view, at), surroundings, limit);
  }
  const length = get.arguments_length(view, at);
  const bytes = Buffer.from(view.buffer, view.byteOffset + at + offset.arguments, Math.min(length, limit));
  const text = withoutZeros(bytes);
  if (length <= limit) return endsOf(text, limit);
  if (flags & owner_flag.OWNER_ARGUMENTS_PADDED) return titleOf(text, limit);
  const middle = frontBytes(limit);
  return cutLine(bytes.subarray(0, middle), text.subarray(middle), length - (bytes.length - text.length));
}

/** Only the front of a title in place of longer arguments is there: where it fills that, it may go on. */
function titleOf(text: Buffer, limit: number): CommandLine {
  const isWhole = text.length < limit;
  return { front: text, rear: nothing, length: isWhole ? text.length : undefined, isCut: !isWhole };
}

function cutLine(front: Buffer, rear: Buffer, length: number | undefined): CommandLine {
  return { front, rear, length, isCut: front.length + rear.length !== length };
}

/** The same without what its names say is secret; the length stays. */
export function maskedLine(line: CommandLine): CommandLine {
  const front = withoutSecrets(line.front);
  if (line.rear.length === 0) return { ...line, front: front.bytes };
  const rear = withoutSecrets(line.rear).bytes;
  return { ...line, front: front.bytes, rear: front.isOpen ? behindSecret(rear) : rear };
}

/** As bpf/services/owner/command_line.h divides them. */
function frontBytes(limit: number): number {
  return limit - Math.floor(limit / 2);
}

function endsOf(text: Buffer, limit: number): CommandLine {
  if (text.length <= limit) return cutLine(text, nothing, text.length);
  return cutLine(text.subarray(0, frontBytes(limit)), text.subarray(text.length - Math.floor(limit / 2)), text.length);
}

/** Without the zero bytes at the end: the last argument's own, and those that a process leaves behind a title it sets. */
function withoutZeros(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1);
}

/** Blanks between arguments, as ps has them. */
export function argumentsText(bytes: Buffer): string {
  return jsonText(Buffer.from(bytes.map((byte) => (byte === 0 ? 0x20 : byte))));
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Up to where the last character ends that a cut has left whole; bytes that begin no character are none of its doing. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const length = byte < 0xc2 || byte > 0xf4 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

/** From where the first character begins: a cut leaves at most three bytes of the one before. */
function behindBrokenCharacter(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && start < bytes.length && isContinuation(bytes[start] ?? 0)) start += 1;
  return bytes.subarray(start);
}

/**
 * The command line of a process that existed before the start, whose memory the kernel side cannot read; nothing if it has ended, or
 * where this pid is another process (in a pid namespace of our own).
 */
function procCommandLine(pid: number, startNs: number, { foreign, bootOffsetNs }: Surroundings, limit: number): CommandLine {
  const none = endsOf(nothing, limit);
  if (foreign.includes('pid')) return none;
  let fd: number | undefined;
  try {
    fd = openSync(`/proc/${pid}/cmdline`, 'r');
    const stat = processStat(pid);
    return stat?.startTicks === Math.floor((startNs + bootOffsetNs) / nsPerTick) ? readEnds(fd, stat.argumentBytes, limit) : none;
  } catch {
    return none;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Never all of a long one: a process may move its bounds around any of its memory (PR_SET_MM_MAP), which has terabytes. */
function readEnds(fd: number, argumentBytes: number, limit: number): CommandLine {
  const text = readAt(fd, 0, chunkBytes);
  if (text.length < chunkBytes) return endsOf(withoutZeros(text), limit);
  const [half, end] = [Math.floor(limit / 2), argumentBytes - 1]; // without the zero byte behind the last one
  const rear = end < chunkBytes ? nothing : withoutZeros(readAt(fd, end - half, half));
  if (rear.length === 0) return cutLine(withoutZeros(text.subarray(0, limit)), rear, undefined);
  return cutLine(text.subarray(0, frontBytes(limit)), rear, end - half + rear.length);
}

function readAt(fd: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  return buffer.subarray(0, readSync(fd, buffer, 0, bytes, position));
}
