/** Numbers as ASCII, out of tables of four digits. Each writes at a place that has 4 bytes to spare behind, and gives the place behind. */

const packed = (text: string): number => Buffer.from(text.padEnd(4)).readInt32LE();
/** The digits of 0 to 9999, without leading zeros and with. */
const short = Int32Array.from({ length: 10_000 }, (_, value) => packed(String(value)));
const four = Int32Array.from({ length: 10_000 }, (_, value) => packed(String(value).padStart(4, '0')));
/** The digits of a byte, with a dot behind. */
const octet = Int32Array.from({ length: 256 }, (_, value) => packed(`${value}.`));
const octetLength = Uint8Array.from({ length: 256 }, (_, value) => `${value}.`.length);
const [dot, zero] = [0x2e, 0x30];
const million = 1e6;

function putSmall(to: DataView, at: number, value: number): number {
  to.setInt32(at, short[value] ?? 0, true);
  return at + (value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4);
}

function putFour(to: DataView, at: number, value: number): number {
  to.setInt32(at, four[value] ?? 0, true);
  return at + 4;
}

/** A whole number from 0 to 2^53. */
export function putNumber(to: DataView, at: number, value: number): number {
  if (value < 10_000) return putSmall(to, at, value);
  const high = Math.floor(value / 10_000);
  return putFour(to, putNumber(to, at, high), value - high * 10_000);
}

/** Six digits. */
function putFraction(to: DataView, at: number, us: number): number {
  const high = Math.floor(us / 10_000);
  to.setInt16(at, (four[high] ?? 0) >>> 16, true);
  return putFour(to, at + 2, us - high * 10_000);
}

/** Seconds with six decimals. */
export function putTime(to: DataView, at: number, us: number): number {
  const seconds = Math.floor(us / million);
  const point = putNumber(to, at, seconds);
  to.setUint8(point, dot);
  return putFraction(to, point + 1, us - seconds * million);
}

/** Seconds with as many decimals as they need. */
export function putSeconds(to: DataView, at: number, us: number): number {
  const seconds = Math.floor(us / million);
  if (us === seconds * million) return putNumber(to, at, seconds);
  let end = putTime(to, at, us);
  while (to.getUint8(end - 1) === zero) end -= 1;
  return end;
}

/** An address of four bytes in network order. */
export function putIpv4(to: DataView, at: number, from: DataView, address: number): number {
  let end = at;
  for (let index = address; index < address + 4; index += 1) {
    const value = from.getUint8(index);
    to.setInt32(end, octet[value] ?? 0, true);
    end += octetLength[value] ?? 0;
  }
  return end - 1;
}
