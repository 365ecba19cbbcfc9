/** An owner sample to the keys of its events. */
import { owner_flag, owner_sample } from '../../generated/samples';
import { onTheHost, type Surroundings } from '../../host/surroundings';
import { cutJsonText, type Escaped, joinedText, jsonText } from '../../text/json';
import { Keys } from '../../text/keys';
import type { Settings } from '../../settings';
import { describedBytes, wantsWhole } from '../../settings/described';
import { cgroupKeys } from './cgroup_keys';
import { argumentsText, type CommandLine, commandLineKeys, commandLineOf, maskedLine } from './command_line';
import type { Owner } from './owners';
import { bytesAt, pathJson } from './path_text';
import { type Birth, guidMaker } from './guid';
import { eachOnce, mostUserBytes, type Uids, uidsOf, userKeys } from './user_keys';
import type { Users } from './users';

export type Describe = (view: DataView, at: number) => Owner;
/** A key of this text of JSON, at most so many bytes of it; none of an empty one. The only way from text to keys. */
export type TextKey = (name: string, json: string, most?: number) => Keys;

const { get, at: offset, length: lengths } = owner_sample;
/**
 * An event must stay below 4,900 bytes, escapes counted, since Splunk extracts fields of the first 5,000: what is not of
 * its process takes at most 900, path and cgroup 800 each, users what they may when all are named, and the command line
 * what is left.
 */
const mostEventBytes = 4900;
const mostOtherBytes = 900;
/** Of an event about the process itself: its working directory with what shares its room, and its script. */
const mostOwnBytes = 1400;
const mostParentLineBytes = 400;
const mostPathBytes = 800;
const ellipsis = '…';
const ellipsisBytes = 3;
const currentParent = Keys.word('parent_attribution', 'current');

export interface Describing {
  readonly settings: Settings;
  /** Of the output format. */
  readonly escape: (jsonText: string) => Escaped;
  readonly users: Users;
  readonly surroundings?: Surroundings;
  /** A process by its guid, where it is known. */
  readonly ownerOf?: (guid: string) => Owner | undefined;
}

export function describer({ settings, escape, users, surroundings = onTheHost, ownerOf = () => undefined }: Describing): Describe {
  const guid = guidsOf(surroundings.bootId);
  const isWhole = wantsWhole(settings);
  const limit = describedBytes(settings);
  const key: TextKey = (name, json, most = mostPathBytes) => Keys.text(name, fitted(json, most, escape));
  const lineOf = (view: DataView, at: number): CommandLine => {
    const line = commandLineOf(view, at, limit, surroundings);
    return settings.maskSecrets ? maskedLine(line) : line;
  };
  return (view, at) => {
    users.refresh();
    const [ownGuid, parentGuid] = [guid(birthOf(view, at)), guid(parentBirthOf(view, at))];
    const nameKey = Keys.joined(key('process_name', jsonText(nameBytes(view, at + offset.name))), key('process_guid', ownGuid));
    const pathText = exePath(view, at);
    const path = key('process_path', pathText);
    const { container, others } = cgroupKeys(view, at, settings, key);
    const where = Keys.joined(parentKeys(view, at, key, parentGuid), nsPidKey(view, at), path, container, others);
    const room = mostEventBytes - mostOtherBytes - mostUserBytes - nameKey.bytes - where.bytes;
    const line = lineOf(view, at);
    const rest = Keys.joined(where, commandLineKeys(line, settings.commandLineBytes, room, escape));
    const uids = uidsOf(view, at);
    const about = isWhole ? aboutProcess({ settings, users, key, escape, line, uids, room, nameKey, where, path, parent: ownerOf(parentGuid) }) : aboutNothing;
    const named = (): Named => {
      const whose = userKeys(uids, settings, users, key);
      const close = Keys.joined(nameKey, closeKeys(settings, { user: whose.effective, path, container }));
      return { detailKeys: Keys.joined(nameKey, whose.effective, whose.others, rest), closeKeys: close, ...about() };
    };
    const asParent = isWhole ? parentsKeys(pathText, settings.processCommandLineBytes === 0 ? '' : argumentsText(line.front), key) : Keys.none;
    const owner = { guid: ownGuid, nameKey, asParent, ...named() };
    for (const uid of eachOnce(uids)) users.whenNamed(uid, () => Object.assign(owner, named()));
    return owner;
  };
}

/** What changes when a name has come. */
type Named = Pick<Owner, 'detailKeys' | 'closeKeys' | AboutIt>;
type AboutIt = 'wholeKeys' | 'unnamedKeys' | 'briefKeys';

interface Process {
  readonly settings: Settings;
  readonly users: Users;
  readonly key: TextKey;
  readonly escape: (jsonText: string) => Escaped;
  readonly line: CommandLine;
  readonly uids: Uids;
  /** For the command line, in an event that is not about the process. */
  readonly room: number;
  readonly nameKey: Keys;
  readonly where: Keys;
  readonly path: Keys;
  readonly parent: Owner | undefined;
}

const aboutNothing = (): Pick<Named, AboutIt> => ({ wholeKeys: Keys.none, unnamedKeys: Keys.none, briefKeys: Keys.none });

/** Of events about it: users with their numbers in any case, the longer command line, and what is known of its parent. */
function aboutProcess({ settings, users, key, escape, line, uids, room, nameKey, where, path, parent }: Process): () => Pick<Named, AboutIt> {
  const userFormat = settings.userFormat === 'name' ? 'both' : settings.userFormat;
  const asParent = parent?.asParent ?? Keys.none;
  const ownRoom = room + mostOtherBytes - mostOwnBytes - asParent.bytes;
  const rest = Keys.joined(where, commandLineKeys(line, settings.processCommandLineBytes, ownRoom, escape), asParent);
  return () => {
    const whose = userKeys(uids, { userFormat }, users, key);
    const unnamedKeys = Keys.joined(whose.effective, whose.others, rest);
    return { wholeKeys: Keys.joined(nameKey, unnamedKeys), unnamedKeys, briefKeys: Keys.joined(nameKey, whose.effective, path) };
  };
}

function parentsKeys(path: string, line: string, key: TextKey): Keys {
  return Keys.joined(key('parent_process_path', path), key('parent_process', line, mostParentLineBytes));
}

/** Those of the setting close_fields, which are in the order of the keys. The connection's id is none of the process. */
function closeKeys({ closeFields }: Settings, keys: Readonly<Partial<Record<Settings['closeFields'][number], Keys>>>): Keys {
  return Keys.joined(...closeFields.map((name) => keys[name] ?? Keys.none));
}

/** Empty of a process that had lost its pid when it was looked at (detach_pid in kernel/pid.c): it would be that of others, too. */
export function guidsOf(bootId: Uint8Array): (birth: Birth) => string {
  const guid = guidMaker(bootId);
  return (birth) => (birth.nsPid === 0 ? '' : guid(birth));
}

function parentKeys(view: DataView, at: number, key: TextKey, guid: string): Keys {
  const parent = get.parent_pid(view, at);
  const isCurrent = (get.flags(view, at) & owner_flag.OWNER_PARENT_CURRENT) !== 0;
  return Keys.joined(
    Keys.number('parent_process_id', parent),
    key('parent_process_name', jsonText(nameBytes(view, at + offset.parent_name))),
    parent === 0 ? Keys.none : key('parent_process_guid', guid),
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

/** Up to its NUL. */
function nameBytes(view: DataView, at: number): Buffer {
  const bytes = bytesAt(view, at, lengths.name);
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function exePath(view: DataView, at: number): string {
  const flags = get.flags(view, at);
  const length = get.path_length(view, at);
  if (flags & owner_flag.OWNER_KERNEL_THREAD || length === 0) return '';
  const path = pathJson(bytesAt(view, at + offset.path, length), (flags & owner_flag.OWNER_PATH_CUT) !== 0);
  return flags & owner_flag.OWNER_EXE_DELETED ? `${path} (deleted)` : path;
}

/** Escaped text of at most this many bytes; what is cut ends with an ellipsis. */
function fitted(json: string, most: number, escape: (jsonText: string) => Escaped): Escaped {
  const text = escape(json);
  return Buffer.byteLength(text) <= most ? text : joinedText(cutJsonText(text, most - ellipsisBytes), ellipsis);
}
