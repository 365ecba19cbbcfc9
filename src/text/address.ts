/** Addresses as text. Samples hold 16 bytes in network order, IPv4 as ::ffff:a.b.c.d. */
import { putIpv4, putIpv6 } from './digits';

const mappedWord = 0x0000ffff;
/** The longest text of one, and what is written beyond its end. */
const scratch = Buffer.alloc(48);
const scratchView = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);

/** Dotted for IPv4, RFC 5952 for IPv6. */
export function addressText(view: DataView, at: number): string {
  return scratch.toString('latin1', 0, putAddress(scratchView, 0, view, at));
}

/** The same as bytes, at a place that has 4 bytes to spare behind. Gives the place behind it. */
export function putAddress(to: DataView, at: number, from: DataView, address: number): number {
  return isMapped(from, address) ? putIpv4(to, at, from, address + 12) : putIpv6(to, at, from, address);
}

/** :: or 0.0.0.0: no address, or any. */
export function isUnspecified(view: DataView, at: number): boolean {
  const isZero = view.getUint32(at) === 0 && view.getUint32(at + 4) === 0 && view.getUint32(at + 12) === 0;
  return isZero && (view.getUint32(at + 8) === 0 || view.getUint32(at + 8) === mappedWord);
}

/** Whether it is IPv4. */
export function isMapped(view: DataView, at: number): boolean {
  return view.getUint32(at + 8) === mappedWord && view.getUint32(at + 4) === 0 && view.getUint32(at) === 0;
}
