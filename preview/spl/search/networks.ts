/** Networks in CIDR notation, of IPv4 and IPv6. */
import { BlockList, isIP } from 'node:net';

export interface Network {
  readonly family: 4 | 6;
  readonly list: BlockList;
}

const known = new Map<string, Network>();

/** undefined for what is no network. */
export function networkOf(text: string): Network | undefined {
  const [address = '', prefix = ''] = text.split('/');
  const family = isIP(address);
  if ((family !== 4 && family !== 6) || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) return undefined;
  const network = known.get(text) ?? { family, list: listOf(address, Number(prefix), family) };
  known.set(text, network);
  return network;
}

function listOf(address: string, prefix: number, family: 4 | 6): BlockList {
  const list = new BlockList();
  list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return list;
}

export function isWithin({ family, list }: Network, ip: string): boolean {
  return isIP(ip) === family && list.check(ip, family === 4 ? 'ipv4' : 'ipv6');
}
