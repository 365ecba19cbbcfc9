/** Filters that parse, and can match nothing all the same. */
import { addressBytes, type Network } from './networks';
import type { ProcessPattern } from './processes';
import { type Range, without } from './ranges';
import { shown } from './refusal';

export interface Filters {
  readonly includeProcesses: readonly ProcessPattern[];
  readonly excludeProcesses: readonly ProcessPattern[];
  readonly includeUsers: readonly Range[];
  readonly excludeUsers: readonly Range[];
  readonly includePorts: readonly Range[];
  readonly excludePorts: readonly Range[];
  readonly includeNetworks: readonly Network[];
  readonly excludeNetworks: readonly Network[];
}

/** A line for each pair of lists of which nothing of the first is left by the second. */
export function deadFilters(filters: Filters): string[] {
  const { excludeProcesses, excludeUsers, excludePorts, excludeNetworks } = filters;
  const pairs = [
    ['processes', filters.includeProcesses, filters.includeProcesses.filter((one) => !excludeProcesses.some((other) => isWithin(one, other)))],
    ['users', filters.includeUsers, excludeUsers.reduce(without, filters.includeUsers)],
    ['ports', filters.includePorts, excludePorts.reduce(without, filters.includePorts)],
    ['networks', filters.includeNetworks, filters.includeNetworks.filter((one) => !excludeNetworks.some((other) => isSame(one, other)))],
  ] as const;
  return pairs.filter(([, included, left]) => included.length > 0 && left.length === 0)
    .map(([name]) => `include_${name} can match nothing: exclude_${name} leaves out all of it`);
}

const unspecified = [['0.0.0.0', '0.0.0.0/0 for every IPv4 address'], ['::', '::/0 for every address']] as const;

/** A line for an address that elsewhere stands for every one: no connection that a host makes has it as its peer. */
export function unspecifiedPeers(name: string, networks: readonly Network[]): string[] {
  return unspecified.filter(([host]) => networks.some(({ address, prefixLength }) => prefixLength === 128 && Buffer.compare(address, addressBytes(host) ?? address) === 0))
    .map(([host, meant]) => `${name} has ${host}, which is no connection's peer; write ${meant}`);
}

/** A line about a list that is one quoted name with a blank: it may have been meant for several. @param text as it was given */
export function doubtfulName(name: string, text: string, [only, ...more]: readonly ProcessPattern[]): string[] {
  const isDoubtful = only !== undefined && more.length === 0 && /^\s*["'`“‘„]/.test(text) && /[^:]\s/.test(only.name);
  return isDoubtful ? [`${name} = ${shown(text)} is one name with a blank; put commas between several, or a backslash before the blank of one`] : [];
}

function isWithin(one: ProcessPattern, other: ProcessPattern): boolean {
  if (!other.prefix) return !one.prefix && Buffer.compare(one.bytes, other.bytes) === 0;
  return Buffer.compare(one.bytes.subarray(0, other.bytes.length), other.bytes) === 0;
}

/** Where two overlap, the longer prefix wins, so that only the same one leaves nothing. */
function isSame(one: Network, other: Network): boolean {
  return one.prefixLength === other.prefixLength && Buffer.compare(one.address, other.address) === 0;
}
