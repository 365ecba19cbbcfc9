/**
 * Community ID, version 1 with seed 0, as Zeek, Suricata and other sensors give it to the same five-tuple: SHA-1 over
 * both ends, the smaller first (github.com/corelight/community-id-spec).
 */
import { hash } from 'node:crypto';
import { isMapped } from '../../text/address';

const protocolTcp = 6;

/** Two addresses of 16 bytes within the view, IPv4 as ::ffff:a.b.c.d. */
export interface Ends {
  readonly local: number;
  readonly remote: number;
  readonly localPort: number;
  readonly remotePort: number;
}

export function communityId(view: DataView, { local, remote, localPort, remotePort }: Ends): string {
  const ends = [endBytes(view, local, localPort), endBytes(view, remote, remotePort)].sort((a, b) => a.compare(b)) as [Buffer, Buffer];
  const addresses = ends.map((end) => end.subarray(0, -2));
  const ports = ends.map((end) => end.subarray(-2));
  const bytes = Buffer.concat([Buffer.alloc(2), ...addresses, Buffer.of(protocolTcp, 0), ...ports]);
  return `1:${hash('sha1', bytes, 'base64')}`;
}

/** The address, as short as it is, and the port. */
function endBytes(view: DataView, at: number, port: number): Buffer {
  const skipped = isMapped(view, at) ? 12 : 0;
  return Buffer.concat([Buffer.from(view.buffer, view.byteOffset + at + skipped, 16 - skipped), Buffer.of(port >> 8, port & 255)]);
}
