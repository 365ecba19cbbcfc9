import { communityId } from '../../../src/services/connections/community_id';
import { addressBytes } from '../../../src/settings/networks';

function idOf(local: string, localPort: number, remote: string, remotePort: number): string {
  const bytes = Buffer.concat([local, remote].map((text) => Buffer.from(addressBytes(text) ?? [])));
  return communityId(new DataView(bytes.buffer, bytes.byteOffset), { local: 0, remote: 16, localPort, remotePort });
}

/** From the specification's own baseline (github.com/corelight/community-id-spec), and of Zeek's tests. */
test.each([
  ['128.232.110.120', 34855, '66.35.250.204', 80, '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  ['1.2.3.4', 1122, '5.6.7.8', 3344, '1:wCb3OG7yAFWelaUydu0D+125CLM='],
  ['2001:470:e5bf:dead:4957:2174:e82c:4887', 63943, '2607:f8b0:400c:c03::1a', 25, '1:/qFaeAR+gFe1KYjMzVDsMv+wgU4='],
])('%s %d to %s %d has the id that other tools give it, seen from either end', (local, localPort, remote, remotePort, id) => {
  expect(idOf(local, localPort, remote, remotePort)).toBe(id);
  expect(idOf(remote, remotePort, local, localPort)).toBe(id);
});

test('of equal addresses the smaller port is first', () => {
  expect(idOf('127.0.0.1', 40000, '127.0.0.1', 443)).toBe(idOf('127.0.0.1', 443, '127.0.0.1', 40000));
  expect(idOf('::1', 256, '::1', 255)).toBe(idOf('::1', 255, '::1', 256));
});
