/** Addresses as text. Samples hold 16 bytes in network order, IPv4 as ::ffff:a.b.c.d. */

const decimals = Array.from({ length: 256 }, (_, byte) => String(byte));
const mappedWord = 0x0000ffff;

/** Dotted for IPv4, RFC 5952 for IPv6. */
export function addressText(view: DataView, at: number): string {
  if (isMapped(view, at)) return ipv4Text(view, at + 12);
  return ipv6Text(view, at);
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

function ipv4Text(view: DataView, at: number): string {
  const word = view.getUint32(at);
  return `${decimals[word >>> 24]}.${decimals[(word >>> 16) & 255]}.${decimals[(word >>> 8) & 255]}.${decimals[word & 255]}`;
}

/** The first of the longest runs of two or more zero groups becomes "::". */
function ipv6Text(view: DataView, at: number): string {
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((offset) => view.getUint16(at + offset).toString(16));
  const [start, length] = longestZeroRun(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: readonly string[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start += 1) {
    let end = start;
    while (groups[end] === '0') end += 1;
    if (end - start > best[1]) best = [start, end - start];
    start = Math.max(start, end - 1);
  }
  return best;
}
