import { readFileSync } from 'node:fs';
import { uidsOfNames } from '../host/getent';
import { wholeNumber } from './plain';
import { listEntries } from './lists';
import { type Parse, Refusal, shown } from './refusal';

/** From and to, both included. */
export type Range = readonly [from: number, to: number];

/** The largest uid; 4294967295 stands for "none" in the kernel. */
export const maximumUid = 4294967294;

/** Ports and port ranges: "443, 8000-8100", also "8000:8100" and "8000..8100". Sorted, overlaps joined. */
export function parsePorts(text: string): readonly Range[] {
  return joined(listEntries(withDashes(text, /(?<=\d)\s*(?:-|–|:|\.\.)\s*(?=\d)/g)).map((entry) => numericRange(entry, 1, 65535) ?? refusePort(entry)));
}

/** The uids of those names that are known, perhaps with entries of others. */
export type FindUsers = (names: readonly string[]) => ReadonlyMap<string, number>;

/**
 * Users as uid, range of uids or name: "0, 1000-1999, www-data", also "1000..1999". Sorted, overlaps joined.
 * @param finders asked one after the other for the names that are left
 */
export function usersParser(...finders: readonly FindUsers[]): Parse<readonly Range[]> {
  return (text) => {
    const entries = userEntries(text).map((entry) => [entry, numericRange(entry, 0, maximumUid)] as const);
    const names = entries.filter(([entry, range]) => range === undefined && !looksLikeUids(entry)).map(([name]) => name);
    const uids = uidsOf(names, finders);
    return joined(entries.map(([entry, range]) => range ?? namedUser(entry, uids.get(entry))));
  };
}

function uidsOf(names: readonly string[], [find, ...others]: readonly FindUsers[]): ReadonlyMap<string, number> {
  if (names.length === 0 || find === undefined) return new Map();
  const found = find(names);
  return new Map([...uidsOf(names.filter((name) => !found.has(name)), others), ...found]);
}

/** Users of this host: of its password file, and of the directory services that its getent asks. */
export const parseUsers: Parse<readonly Range[]> = usersParser(() => uidsByName(readPasswd()), uidsOfNames);

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    // A host without a password file has no names there.
    return '';
  }
}

/** The text is of passwd(5). */
export function uidsByName(passwd: string): ReadonlyMap<string, number> {
  const lines = passwd.split('\n').map((line) => line.split(':'));
  return new Map(lines.flatMap(([name = '', , text = '']) => {
    const uid = wholeNumber(text);
    return uid === undefined ? [] : [[name, uid]];
  }));
}

/** The names in a list of users that has been read: they mean what the user database of this root folder says. */
export function userNamesIn(text: string): readonly string[] {
  return userEntries(text).filter((entry) => !looksLikeUids(entry));
}

function userEntries(text: string): readonly string[] {
  return listEntries(withDashes(text, /(?<=\d)\s*(?:-|–|\.\.)\s*(?=\d)/g));
}

function looksLikeUids(entry: string): boolean {
  return /^\d[\d-]*$/.test(entry);
}

function namedUser(name: string, uid: number | undefined): Range {
  if (looksLikeUids(name)) throw new Refusal(`has ${shown(name)}: a uid is a number from 0 to ${maximumUid}, a range two of them, lowest first`);
  if (uid === undefined) throw new Refusal(`has ${shown(name)}: no such user in /etc/passwd, nor has getent found one; write the uid`);
  return [uid, uid];
}

function refusePort(entry: string): never {
  throw new Refusal(`has ${shown(entry)}: write a port number from 1 to 65535, or a range as 8000-8100`);
}

/** Ranges as other programs write them. */
function withDashes(text: string, separator: RegExp): string {
  return text.replace(separator, '-');
}

function numericRange(entry: string, least: number, most: number): Range | undefined {
  const [first = '', last = first, ...more] = entry.split('-');
  const from = wholeNumber(first);
  const to = wholeNumber(last);
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  return from >= least && from <= to && to <= most ? [from, to] : undefined;
}

/** What is left of ranges without one. */
export function without(ranges: readonly Range[], [from, to]: Range): readonly Range[] {
  const left = ranges.flatMap(([first, last]): Range[] => [[first, Math.min(last, from - 1)], [Math.max(first, to + 1), last]]);
  return left.filter(([first, last]) => first <= last);
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
