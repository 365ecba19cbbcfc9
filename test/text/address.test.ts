import { addressText, isUnspecified } from '../../src/text/address';
import { addressBytes } from '../../src/settings/networks';
import { proof } from '../prove/proof';
import { Random } from '../random';


function text(bytes: Uint8Array): string {
  const padded = new Uint8Array(19).fill(0xff);
  padded.set(bytes, 3);
  return addressText(new DataView(padded.buffer), 3);
}

const textOf = (address: string): string => text(addressBytes(address) ?? new Uint8Array(0));

test.each([
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:0.0.0.0', '0.0.0.0'],
  ['::ffff:255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
  // RFC 5952, 4.2: one group is not shortened, the longest run is, of two the first.
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['0:0:1:0:0:0:0:0', '0:0:1::'],
  ['0:1:0:1:0:1:0:1', '0:1:0:1:0:1:0:1'],
  // Neither mapped nor IPv4: one bit beside.
  ['::fffe:192.0.2.1', '::fffe:c000:201'],
  ['::1:ffff:192.0.2.1', '::1:ffff:c000:201'],
  ['::192.0.2.1', '::c000:201'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
])('%s is written %s', (address, expected) => {
  expect(textOf(address)).toBe(expected);
});

proof('addresses', (count) => {
  const random = new Random(5);
  const wrong: string[] = [];
  for (let round = 0; round < count; round += 1) {
    const bytes = random.bytes(16);
    // Zero groups in any pattern, and small ones.
    const zeros = random.below(256);
    for (let group = 0; group < 8; group += 1) {
      if (zeros >> group & 1) bytes.writeUInt16BE(0, group * 2);
      else if (random.below(3) === 0) bytes.writeUInt16BE(random.below(16), group * 2);
    }
    const long = bytes.toString('hex').replace(/(.{4})(?=.)/g, '$1:');
    const isMapped = long.startsWith('0000:0000:0000:0000:0000:ffff:');
    const expected = isMapped ? [...bytes.subarray(12)].join('.') : new URL(`http://[${long}]`).hostname.slice(1, -1);
    if (text(bytes) !== expected) wrong.push(`${long}: ${text(bytes)}, not ${expected}`);
  }
  expect(wrong).toEqual([]);
});

test.each<[string, boolean]>([
  ['::', true],
  ['0.0.0.0', true],
  ['::1', false],
  ['0.0.0.1', false],
  ['1::', false],
  ['0:0:0:1::', false],
  ['::1:0:0', false],
  ['::fffe:0:0', false],
])('%s is unspecified: %s', (address, expected) => {
  const padded = new Uint8Array(19).fill(0xff);
  padded.set(addressBytes(address) ?? [], 3);
  expect(isUnspecified(new DataView(padded.buffer), 3)).toBe(expected);
});
