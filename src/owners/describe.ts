/** A process sample to the keys of its events. */
import { readFileSync } from 'node:fs';
import { process_flag, process_sample } from '../generated/samples';
import { processStat } from '../kernel/host';
import { cutJsonText, jsonText } from '../output/json';
import type { Settings } from '../settings';
import type { Owner } from './owners';
import { Users } from './users';

export type Describe = (view: DataView, at: number) => Owner;

const { get, at: offset, length: lengths } = process_sample;
const noLogin = 0xffff_ffff;
/**
 * An event must stay below 4,900 bytes, escapes counted: what is not of its process takes at most 900, numbers and
 * names 550, path and cgroup 800 each, and the command line what is left.
 */
const mostPathBytes = 800;
const mostCommandBytes = 1800;
const ellipsis = '…';
const ellipsisBytes = 3;
/** Of /proc/pid/stat. */
const nsPerTick = 10_000_000;

/** @param escape of the output format; the texts here are the only free text of events */
export function describer(settings: Settings, escape: (jsonText: string) => string): Describe {
  const users = new Users();
  const key = (name: string, json: string, most = mostPathBytes): string =>
    json === '' ? '' : `,"${name}":"${fitted(json, most, escape)}"`;
  return (view, at) => {
    users.refresh();
    return {
      nameKey: key('process_name', jsonText(nameBytes(view, at + offset.name))),
      detailKeys: userKeys(get.uid(view, at), settings, users, key) + loginKey(view, at) +
        `,"parent_process_id":${get.parent_pid(view, at)}` +
        key('parent_process_name', jsonText(nameBytes(view, at + offset.parent_name))) + nsPidKey(view, at) +
        key('process_path', exePath(view, at)) + key('cgroup', cgroupPath(view, at)) +
        key('process', commandLine(view, at, settings.commandLineBytes), mostCommandBytes),
    };
  };
}

function userKeys(uid: number, { userFormat }: Settings, users: Users, key: (name: string, json: string) => string): string {
  const name = userFormat === 'id' ? undefined : users.nameOf(uid);
  const id = userFormat === 'name' && name !== undefined ? '' : `,"user_id":${uid}`;
  return name === undefined ? id : key('user', jsonText(name)) + id;
}

function loginKey(view: DataView, at: number): string {
  const login = get.login_uid(view, at);
  return login === noLogin ? '' : `,"login_user_id":${login}`;
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

/** Nothing for the root: it says nothing. */
function cgroupPath(view: DataView, at: number): string {
  const length = get.cgroup_length(view, at);
  if (length === 0) return '';
  return joinedPath(bytesAt(view, at + offset.cgroup, length), (get.flags(view, at) & process_flag.PROCESS_CGROUP_CUT) !== 0);
}

/** Arguments with blanks between, as ps shows them. */
function commandLine(view: DataView, at: number, limit: number): string {
  const flags = get.flags(view, at);
  const length = get.arguments_length(view, at);
  if (flags & process_flag.PROCESS_KERNEL_THREAD || limit === 0) return '';
  if (flags & process_flag.PROCESS_ARGUMENTS_UNREAD) {
    const all = procArguments(get.pid(view, at), get.start_ns(view, at));
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
 * Of a process that existed before the start, whose memory the kernel side cannot read; nothing if it has ended, or if
 * this pid is another process here (in a pid namespace of our own).
 */
function procArguments(pid: number, startNs: number): Buffer {
  try {
    const bytes = readFileSync(`/proc/${pid}/cmdline`);
    return processStat(pid)?.startTicks === Math.floor(startNs / nsPerTick) ? bytes : Buffer.alloc(0);
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
