/** Numbers and addresses as ASCII, out of small tables. Each writes at a place that has 4 bytes to spare behind, and gives the place behind. */

const [dot, colon, zero] = [0x2e, 0x3a, 0x30];
const million = 1e6;
const hundredMillion = 1e8;
/** An IPv6 address has so many of 16 bits. */
const groups = 8;

/** Four bytes, the first one lowest. */
const packed = (a: number, b: number, c: number, d: number): number => a | (b << 8) | (c << 16) | (d << 24);

/** The digits of 0 to 9999, with leading zeros. */
const four = new Int32Array(10_000);
const digits = Array.from({ length: 10 }, (_, digit) => zero + digit);
let next = 0;
for (const a of digits) for (const b of digits) for (const c of digits) for (const d of digits) four[next++] = packed(a, b, c, d);
/** How many of those there are without leading zeros: looked up, since a processor cannot foresee what comparisons would say. */
const digitsOf = new Uint8Array(10_000).fill(1).fill(2, 10).fill(3, 100).fill(4, 1000);

/** The digits of a byte, with a dot behind. */
const octet = new Int32Array(256);
const octetLength = new Uint8Array(256);
/** The two hexadecimal digits of a byte. */
const hexPair = new Uint16Array(256);
for (let value = 0; value < 256; value += 1) {
  const text = `${value}.`;
  octet[value] = packed(text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2), text.charCodeAt(3));
  octetLength[value] = text.length;
  const hex = value.toString(16).padStart(2, '0');
  hexPair[value] = packed(hex.charCodeAt(0), hex.charCodeAt(1), 0, 0);
}

function putSmall(to: DataView, at: number, value: number): number {
  const digits = digitsOf[value] ?? 0;
  to.setInt32(at, (four[value] ?? 0) >>> (32 - 8 * digits), true);
  return at + digits;
}

function putFour(to: DataView, at: number, value: number): number {
  to.setInt32(at, four[value] ?? 0, true);
  return at + 4;
}

/** A whole number from 0 to 2^53. */
export function putNumber(to: DataView, at: number, value: number): number {
  const small = value | 0;
  if (small === value) return putInt(to, at, small);
  const high = Math.floor(value / hundredMillion);
  return putEight(to, putNumber(to, at, high), (value - high * hundredMillion) | 0);
}

/** Below 2^31: whole numbers that are known to be so small are divided without floating point. */
function putInt(to: DataView, at: number, value: number): number {
  if (value < 10_000) return putSmall(to, at, value);
  if (value >= hundredMillion) return putEight(to, putSmall(to, at, (value / hundredMillion) | 0), value % hundredMillion);
  return putFour(to, putSmall(to, at, (value / 10_000) | 0), value % 10_000);
}

function putEight(to: DataView, at: number, value: number): number {
  return putFour(to, putFour(to, at, (value / 10_000) | 0), value % 10_000);
}

/** Six digits of a number below a million. */
export function putSix(to: DataView, at: number, value: number): number {
  to.setInt16(at, (four[(value / 10_000) | 0] ?? 0) >>> 16, true);
  return putFour(to, at + 2, value % 10_000);
}

/** Seconds, with as many decimals as whole microseconds need. */
export function putSeconds(to: DataView, at: number, us: number): number {
  const seconds = Math.floor(us / million);
  const point = putNumber(to, at, seconds);
  const fraction = (us - seconds * million) | 0;
  if (fraction === 0) return point;
  to.setUint8(point, dot);
  let end = putSix(to, point + 1, fraction);
  while (to.getUint8(end - 1) === zero) end -= 1;
  return end;
}

/** An address of four bytes in network order. */
export function putIpv4(to: DataView, at: number, from: DataView, address: number): number {
  const bytes = from.getUint32(address);
  let end = at;
  for (let shift = 24; shift >= 0; shift -= 8) {
    const value = (bytes >>> shift) & 255;
    to.setInt32(end, octet[value] ?? 0, true);
    end += octetLength[value] ?? 0;
  }
  return end - 1;
}

/** An address of 16 bytes in network order, as RFC 5952 has it: the first of the longest runs of two or more zero groups becomes "::". */
export function putIpv6(to: DataView, at: number, from: DataView, address: number): number {
  const run = longestZeroRun(from, address);
  let end = at;
  let wasInRun = false;
  for (let group = 0; group < groups; group += 1) {
    const isInRun = ((run >>> group) & 1) === 1;
    if (isInRun && !wasInRun) end = putTwoColons(to, end);
    if (!isInRun && !wasInRun && group > 0) to.setUint8(end++, colon);
    if (!isInRun) end = putHex(to, end, from.getUint16(address + group * 2));
    wasInRun = isInRun;
  }
  return end;
}

/** The first of the longest runs of two groups or more, a bit for each of its groups. */
function longestZeroRun(from: DataView, address: number): number {
  let length = 0;
  let longest = 1;
  let end = 0;
  for (let group = 0; group < groups; group += 1) {
    length = from.getUint16(address + group * 2) === 0 ? length + 1 : 0;
    if (length > longest) {
      longest = length;
      end = group + 1;
    }
  }
  return end === 0 ? 0 : ((1 << longest) - 1) << (end - longest);
}

function putTwoColons(to: DataView, at: number): number {
  to.setUint8(at, colon);
  to.setUint8(at + 1, colon);
  return at + 2;
}

/** 16 bits without leading zeros. */
function putHex(to: DataView, at: number, value: number): number {
  const digits = value < 0x10 ? 1 : value < 0x100 ? 2 : value < 0x1000 ? 3 : 4;
  const all = (hexPair[value >>> 8] ?? 0) | ((hexPair[value & 255] ?? 0) << 16);
  to.setInt32(at, all >>> (32 - 8 * digits), true);
  return at + digits;
}
