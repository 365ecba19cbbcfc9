/** A process sample to the keys of its events. */
import { readFileSync } from 'node:fs';
import { process_flag, process_sample } from '../generated/samples';
import { processStat } from '../kernel/host';
import { onTheHost, type Surroundings } from '../kernel/surroundings';
import { cutJsonText, jsonText } from '../output/json';
import type { Settings } from '../settings';
import { cgroupKeys } from './cgroup_keys';
import type { Owner } from './owners';
import { mostUserBytes, uidsOf, userKeys } from './user_keys';
import type { Users } from './users';

export type Describe = (view: DataView, at: number) => Owner;
/** A key of this text of JSON, with its comma before, at most so many bytes of it; nothing of an empty one. */
export type Key = (name: string, json: string, most?: number) => string;

const { get, at: offset, length: lengths } = process_sample;
/**
 * An event must stay below 4,900 bytes, escapes counted, since Splunk extracts fields of the first 5,000: what is not of
 * its process takes at most 900, path and cgroup 800 each, users what they may when all are named, and the command line
 * what is left.
 */
const mostEventBytes = 4900;
const mostOtherBytes = 900;
const mostPathBytes = 800;
const ellipsis = '…';
const ellipsisBytes = 3;
/** Of /proc/pid/stat. */
const nsPerTick = 10_000_000;

/** @param escape of the output format; the texts here are the only free text of events */
export function describer(settings: Settings, escape: (jsonText: string) => string, users: Users, surroundings = onTheHost): Describe {
  const key: Key = (name, json, most = mostPathBytes) => (json === '' ? '' : `,"${name}":"${fitted(json, most, escape)}"`);
  return (view, at) => {
    users.refresh();
    const nameKey = key('process_name', jsonText(nameBytes(view, at + offset.name)));
    const whose = userKeys(view, at, settings, users, key);
    const where = `,"parent_process_id":${get.parent_pid(view, at)}` +
      key('parent_process_name', jsonText(nameBytes(view, at + offset.parent_name))) + nsPidKey(view, at) +
      key('process_path', exePath(view, at)) + cgroupKeys(view, at, settings, key);
    const room = mostEventBytes - mostOtherBytes - mostUserBytes - Buffer.byteLength(nameKey + where);
    const rest = where + key('process', commandLine(view, at, settings.commandLineBytes, surroundings), room);
    const owner = { nameKey, detailKeys: whose() + rest };
    for (const uid of uidsOf(view, at)) users.whenNamed(uid, () => (owner.detailKeys = whose() + rest));
    return owner;
  };
}

function nsPidKey(view: DataView, at: number): string {
  const nsPid = get.ns_pid(view, at);
  return nsPid === get.pid(view, at) || nsPid === 0 ? '' : `,"ns_process_id":${nsPid}`;
}

function bytesAt(view: DataView, at: number, length: number): Buffer {
  return Buffer.from(view.buffer, view.byteOffset + at, length);
}

/** Up to its NUL. */
function nameBytes(view: DataView, at: number): Buffer {
  const bytes = bytesAt(view, at, lengths.name);
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** Names with their NULs, leaf first, to a path from the root. */
function joinedPath(bytes: Buffer, isCut: boolean): string {
  const names: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    names.push(jsonText(bytes.subarray(start, end < 0 ? bytes.length : end)));
    start = end < 0 ? bytes.length : end + 1;
  }
  return (isCut ? `${ellipsis}/` : '/') + names.reverse().join('/');
}

function exePath(view: DataView, at: number): string {
  const flags = get.flags(view, at);
  const length = get.path_length(view, at);
  if (flags & process_flag.PROCESS_KERNEL_THREAD || length === 0) return '';
  const path = joinedPath(bytesAt(view, at + offset.path, length), (flags & process_flag.PROCESS_PATH_CUT) !== 0);
  return flags & process_flag.PROCESS_EXE_DELETED ? `${path} (deleted)` : path;
}

/** Arguments with blanks between, as ps shows them. */
function commandLine(view: DataView, at: number, limit: number, surroundings: Surroundings): string {
  const flags = get.flags(view, at);
  const length = get.arguments_length(view, at);
  if (flags & process_flag.PROCESS_KERNEL_THREAD || limit === 0) return '';
  if (flags & process_flag.PROCESS_ARGUMENTS_UNREAD) {
    const all = procArguments(get.pid(view, at), get.start_ns(view, at), surroundings);
    return argumentsText(all.subarray(0, limit), all.length > limit);
  }
  return argumentsText(bytesAt(view, at + offset.arguments, Math.min(length, limit)), length > limit);
}

/** Without the zero bytes at the end: the last argument's own, and those that a process leaves behind a title it sets. */
function argumentsText(bytes: Buffer, isCut: boolean): string {
  const whole = bytes.subarray(0, isCut ? wholeCharacters(bytes) : bytes.length);
  const text = whole.subarray(0, whole.findLastIndex((byte) => byte !== 0) + 1);
  return jsonText(Buffer.from(text.map((byte) => (byte === 0 ? 0x20 : byte)))) + (isCut ? ellipsis : '');
}

/** Where the last character ends that a cut has left whole; bytes that begin no character are none of its doing. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte < 0xc2 || byte > 0xf4 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/**
 * Of a process that existed before the start, whose memory the kernel side cannot read; nothing if it has ended, or where
 * this pid is another process (in a pid namespace of our own).
 */
function procArguments(pid: number, startNs: number, { foreign, bootOffsetNs }: Surroundings): Buffer {
  if (foreign.includes('pid')) return Buffer.alloc(0);
  try {
    const bytes = readFileSync(`/proc/${pid}/cmdline`);
    return processStat(pid)?.startTicks === Math.floor((startNs + bootOffsetNs) / nsPerTick) ? bytes : Buffer.alloc(0);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Escaped text of at most this many bytes; what is cut ends with an ellipsis. */
function fitted(json: string, most: number, escape: (jsonText: string) => string): string {
  let text = escape(json);
  for (let limit = most - ellipsisBytes; Buffer.byteLength(text) > most; limit = Math.floor(limit * 0.8)) {
    text = escape(cutJsonText(json, limit)) + ellipsis;
  }
  return text;
}
