/** A owner sample to the keys of its events. */
import { owner_flag, owner_sample } from '../../generated/samples';
import { onTheHost } from '../../host/surroundings';
import { cutJsonText, type Escaped, joinedText, jsonText } from '../../text/json';
import { Keys } from '../../text/keys';
import type { Settings } from '../../settings';
import { cgroupKeys } from './cgroup_keys';
import { commandLineKeys } from './command_line';
import type { Owner } from './owners';
import { type Birth, guidMaker } from './guid';
import { mostUserBytes, uidsOf, userKeys } from './user_keys';
import type { Users } from './users';

export type Describe = (view: DataView, at: number) => Owner;
/** A key of this text of JSON, at most so many bytes of it; none of an empty one. The only way from text to keys. */
export type TextKey = (name: string, json: string, most?: number) => Keys;
type GuidKey = (name: string, birth: Birth) => Keys;

const { get, at: offset, length: lengths } = owner_sample;
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
const currentParent = Keys.word('parent_attribution', 'current');

/** @param escape of the output format */
export function describer(settings: Settings, escape: (jsonText: string) => Escaped, users: Users, surroundings = onTheHost): Describe {
  const use = { limit: settings.commandLineBytes, escape, surroundings };
  const key: TextKey = (name, json, most = mostPathBytes) => Keys.text(name, fitted(json, most, escape));
  const guidKey = guidKeyMaker(surroundings.bootId, key);
  return (view, at) => {
    users.refresh();
    const nameKey = Keys.joined(key('process_name', jsonText(nameBytes(view, at + offset.name))), guidKey('process_guid', birthOf(view, at)));
    const path = key('process_path', exePath(view, at));
    const { container, others } = cgroupKeys(view, at, settings, key);
    const where = Keys.joined(parentKeys(view, at, key, guidKey), nsPidKey(view, at), path, container, others);
    const room = mostEventBytes - mostOtherBytes - mostUserBytes - nameKey.bytes - where.bytes;
    const rest = Keys.joined(where, commandLineKeys(view, at, room, use));
    const named = (): Omit<Owner, 'nameKey'> => {
      const whose = userKeys(view, at, settings, users, key);
      return { detailKeys: Keys.joined(whose.effective, whose.others, rest), closeKeys: closeKeys(settings, { user: whose.effective, path, container }) };
    };
    const owner = { nameKey, ...named() };
    for (const uid of uidsOf(view, at)) users.whenNamed(uid, () => Object.assign(owner, named()));
    return owner;
  };
}

/** Those of the setting close_fields, which are in the order of the keys. */
function closeKeys({ closeFields }: Settings, keys: Readonly<Record<Settings['closeFields'][number], Keys>>): Keys {
  return Keys.joined(...closeFields.map((name) => keys[name]));
}

/** None of a process that had lost its pid when it was looked at (detach_pid in kernel/pid.c): it would be that of others, too. */
function guidKeyMaker(bootId: Uint8Array, key: TextKey): GuidKey {
  const guid = guidMaker(bootId);
  return (name, birth) => (birth.nsPid === 0 ? Keys.none : key(name, guid(birth)));
}

function parentKeys(view: DataView, at: number, key: TextKey, guidKey: GuidKey): Keys {
  const parent = get.parent_pid(view, at);
  const isCurrent = (get.flags(view, at) & owner_flag.OWNER_PARENT_CURRENT) !== 0;
  return Keys.joined(
    Keys.number('parent_process_id', parent),
    key('parent_process_name', jsonText(nameBytes(view, at + offset.parent_name))),
    parent === 0 ? Keys.none : guidKey('parent_process_guid', parentBirthOf(view, at)),
    isCurrent ? currentParent : Keys.none,
  );
}

function birthOf(view: DataView, at: number): Birth {
  return { pidNamespace: get.birth_pid_namespace(view, at), startNs: view.getBigUint64(at + offset.birth_start_ns, true), nsPid: get.birth_pid(view, at) };
}

function parentBirthOf(view: DataView, at: number): Birth {
  return {
    pidNamespace: get.parent_birth_pid_namespace(view, at),
    startNs: view.getBigUint64(at + offset.parent_birth_start_ns, true),
    nsPid: get.parent_birth_pid(view, at),
  };
}

function nsPidKey(view: DataView, at: number): Keys {
  const nsPid = get.birth_pid(view, at);
  return nsPid === get.pid(view, at) || nsPid === 0 ? Keys.none : Keys.number('ns_process_id', nsPid);
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
  if (flags & owner_flag.OWNER_KERNEL_THREAD || length === 0) return '';
  const path = joinedPath(bytesAt(view, at + offset.path, length), (flags & owner_flag.OWNER_PATH_CUT) !== 0);
  return flags & owner_flag.OWNER_EXE_DELETED ? `${path} (deleted)` : path;
}

/** Escaped text of at most this many bytes; what is cut ends with an ellipsis. */
function fitted(json: string, most: number, escape: (jsonText: string) => Escaped): Escaped {
  const text = escape(json);
  return Buffer.byteLength(text) <= most ? text : joinedText(cutJsonText(text, most - ellipsisBytes), ellipsis);
}
