/** The settings' filters as the kernel's maps take them: see bpf/core/filter.h for what they mean. */
import { filter_use, filter_verdict, name_key, network_key, port_value, user_key } from '../generated/samples';
import { type PathEntry, pathEntries } from './path_filters';
import type { Network, ProcessPattern, Range, Settings } from '../settings';
import { without } from '../settings/ranges';

export interface FilterEntry {
  readonly map: 'name_filter' | 'user_filter' | 'network_filter' | 'port_filter' | PathEntry['map'];
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** enum filter_use of a pair of lists */
export function filterUse(include: readonly unknown[], exclude: readonly unknown[]): number {
  if (include.length > 0) return filter_use.FILTER_INCLUDES;
  return exclude.length > 0 ? filter_use.FILTER_EXCLUDES : filter_use.FILTER_NONE;
}

/**
 * Later entries of the same key win, so that what is excluded comes last. The kernel takes the longest match, which is
 * what networks promise; an excluded name or user stays out, so what is included behind it is left out here.
 */
export function filterEntries(settings: Settings): readonly FilterEntry[] {
  const { VERDICT_INCLUDE, VERDICT_EXCLUDE } = filter_verdict;
  const includedNames = settings.includeProcesses.filter(({ bytes }) => !hasPrefixIn(settings.excludeProcesses, bytes));
  const includedUsers = settings.excludeUsers.reduce(without, settings.includeUsers);
  return [
    ...includedNames.map((pattern) => nameEntry(pattern, VERDICT_INCLUDE)),
    ...settings.excludeProcesses.map((pattern) => nameEntry(pattern, VERDICT_EXCLUDE)),
    ...includedUsers.flatMap((range) => userEntries(range, VERDICT_INCLUDE)),
    ...settings.excludeUsers.flatMap((range) => userEntries(range, VERDICT_EXCLUDE)),
    ...settings.includeNetworks.map((network) => networkEntry(network, VERDICT_INCLUDE)),
    ...settings.excludeNetworks.map((network) => networkEntry(network, VERDICT_EXCLUDE)),
    portEntry(settings.includePorts, settings.excludePorts),
    ...pathEntries(settings),
  ];
}

function hasPrefixIn(patterns: readonly ProcessPattern[], name: Uint8Array): boolean {
  return patterns.some(({ prefix, bytes }) => prefix && Buffer.compare(name.subarray(0, bytes.length), bytes) === 0);
}

/** A whole name ends with its NUL; a prefix does not. */
function nameEntry({ bytes, prefix }: ProcessPattern, verdict: number): FilterEntry {
  return prefixEntry('name_filter', name_key.size, name_key.at.name, bytes, (bytes.length + (prefix ? 0 : 1)) * 8, verdict);
}

function networkEntry({ address, prefixLength }: Network, verdict: number): FilterEntry {
  return prefixEntry('network_filter', network_key.size, network_key.at.address, address, prefixLength, verdict);
}

function userEntries(range: Range, verdict: number): readonly FilterEntry[] {
  return rangePrefixes(range).map(([first, bits]) => {
    const uid = Buffer.alloc(4);
    uid.writeUInt32BE(first);
    return prefixEntry('user_filter', user_key.size, user_key.at.uid, uid, bits, verdict);
  });
}

function prefixEntry(
  map: FilterEntry['map'], size: number, at: number, bytes: Uint8Array, bits: number, verdict: number,
): FilterEntry {
  const key = Buffer.alloc(size);
  key.writeUInt32LE(bits, 0);
  key.set(bytes, at);
  return { map, key, value: Uint8Array.of(verdict) };
}

/** The fewest prefixes that cover a range of 32-bit numbers: [first number, bits that are fixed]. */
export function rangePrefixes([from, to]: Range): readonly (readonly [number, number])[] {
  const prefixes: (readonly [number, number])[] = [];
  for (let first = from; first <= to; ) {
    let size = 1;
    while (size < 2 ** 32 && first % (size * 2) === 0 && first + size * 2 - 1 <= to) size *= 2;
    prefixes.push([first, 32 - Math.log2(size)]);
    first += size;
  }
  return prefixes;
}

function portEntry(include: readonly Range[], exclude: readonly Range[]): FilterEntry {
  const value = Buffer.alloc(port_value.size);
  setBits(value, port_value.at.include, include);
  setBits(value, port_value.at.exclude, exclude);
  return { map: 'port_filter', key: Buffer.alloc(4), value };
}

/** Bit port % 64 of word port / 64, little endian: so bit port % 8 of byte port / 8. */
function setBits(bytes: Buffer, at: number, ranges: readonly Range[]): void {
  for (const [from, to] of ranges) {
    for (let port = from; port <= to; port += 1) {
      const byte = at + (port >> 3);
      bytes[byte] = (bytes[byte] ?? 0) | (1 << (port & 7));
    }
  }
}
