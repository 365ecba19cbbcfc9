import { isIP, isIPv4 } from 'node:net';
import { fromByteArray, IPv4, IPv6 } from 'ipaddr.js';
import { wholeNumber } from './plain';
import { listEntries } from './lists';
import { Refusal, shown } from './refusal';

/** A network as the kernel's longest-prefix map takes it: one address family, IPv4 mapped to ::ffff:0:0/96. */
export interface Network {
  /** 16 bytes in network order; bits behind the prefix are 0. */
  readonly address: Uint8Array;
  /** 0 to 128; an IPv4 prefix length plus 96. */
  readonly prefixLength: number;
}

const mappedBits = 96;

/** Networks and hosts, IPv4 and IPv6: "10.0.0.0/8, 192.0.2.7, 2001:db8::/32". */
export function parseNetworks(text: string): readonly Network[] {
  return listEntries(text).map(parseNetwork);
}

function parseNetwork(entry: string): Network {
  const [written = '', length, ...more] = entry.split('/');
  const host = written.replace(/^\[(.*)\]$/, '$1');
  refusePort(entry, written);
  const address = addressBytes(host);
  if (address === undefined || more.length > 0) {
    throw new Refusal(`has ${shown(entry)}: not an IPv4 or IPv6 address or network (as 10.0.0.0/8 or 2001:db8::/32)`);
  }
  const [offset, most] = isIPv4(host) ? [mappedBits, 32] : [0, 128];
  const bits = length === undefined ? most : (wholeNumber(length) ?? maskBits(length));
  if (bits === undefined || bits > most) {
    throw new Refusal(`has ${shown(entry)}: the prefix length must be a whole number from 0 to ${most}`);
  }
  const network = { address: cleared(address, bits + offset), prefixLength: bits + offset };
  if (Buffer.compare(network.address, address) !== 0) {
    const meant = `${formatAddress(network.address, isIPv4(host))}/${bits}`;
    throw new Refusal(`has ${shown(entry)}: bits are set behind the prefix; write ${meant}, or the host without a prefix`);
  }
  return network;
}

function refusePort(entry: string, written: string): void {
  const [, host = ''] = /^(\[.*\]|[\d.]+):\d+$/.exec(written) ?? [];
  if (host !== '') throw new Refusal(`has ${shown(entry)}: an address without its port; ports have lists of their own`);
}

/** The prefix length of an IPv4 netmask, 255.255.0.0. */
function maskBits(text: string): number | undefined {
  return isIPv4(text) ? IPv4.parse(text).prefixLengthFromSubnetMask() ?? undefined : undefined;
}

/** The 16 bytes of an address in network order, IPv4 mapped; undefined if it is none. A zone ("%eth0") makes it none. */
export function addressBytes(host: string): Uint8Array | undefined {
  if (isIP(host) === 0 || host.includes('%')) return undefined;
  if (isIPv4(host)) return Uint8Array.from(IPv4.parse(host).toIPv4MappedAddress().toByteArray());
  return Uint8Array.from(IPv6.parse(inHexadecimals(host)).toByteArray());
}

/** ipaddr.js takes ::192.0.2.1 for ::ffff:192.0.2.1; a URL has no decimals in an IPv6 address. */
function inHexadecimals(host: string): string {
  return new URL(`http://[${host}]`).hostname.slice(1, -1);
}

function cleared(address: Uint8Array, bits: number): Uint8Array {
  return address.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))));
}

/** An IPv6 address as RFC 5952 has it. */
function formatAddress(address: Uint8Array, isV4: boolean): string {
  return isV4 ? fromByteArray([...address.subarray(12)]).toString() : new IPv6([...address]).toRFC5952String();
}
