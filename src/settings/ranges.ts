import { readFileSync } from 'node:fs';
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

/**
 * Users as uid, range of uids or name: "0, 1000-1999, www-data", also "1000..1999". Sorted, overlaps joined.
 * @param passwd gives the text of the password file (passwd(5)); asked only when a name needs it
 */
export function usersParser(passwd: () => string): Parse<readonly Range[]> {
  return (text) => {
    let uids: ReadonlyMap<string, number> | undefined;
    const lookUp = (name: string): number | undefined => (uids ??= uidsByName(passwd())).get(name);
    return joined(listEntries(withDashes(text, /(?<=\d)\s*(?:-|–|\.\.)\s*(?=\d)/g)).map((entry) => numericRange(entry, 0, maximumUid) ?? namedUser(entry, lookUp)));
  };
}

/** Users against this host's password file. */
export const parseUsers: Parse<readonly Range[]> = usersParser(readPasswd);

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    // A host without a password file has no names: each one is then refused as unknown, with what to write instead.
    return '';
  }
}

function uidsByName(passwd: string): Map<string, number> {
  const lines = passwd.split('\n').map((line) => line.split(':'));
  return new Map(lines.map(([name = '', , uid = '']) => [name, wholeNumber(uid) ?? -1]));
}

function namedUser(name: string, lookUp: (name: string) => number | undefined): Range {
  if (/^\d[\d-]*$/.test(name)) throw new Refusal(`has ${shown(name)}: a uid is a number from 0 to ${maximumUid}, a range two of them, lowest first`);
  const uid = lookUp(name);
  if (uid === undefined || uid < 0) throw new Refusal(`has ${shown(name)}: no such user in /etc/passwd; write the uid`);
  return [uid, uid];
}

function refusePort(entry: string): never {
  const isName = /^[a-z][\w-]*$/i.test(entry);
  throw new Refusal(`has ${shown(entry)}: a port is a number from 1 to 65535${isName ? ', not a name' : ''}, a range two of them, lowest first`);
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
