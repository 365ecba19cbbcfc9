/** 64 bits as 11 letters, six bits each. */

/** 62 letters and digits, and two of them again: an id is a hash, and a letter less a byte saved on every event. */
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01';
export const letterCodes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
/** Two letters for 12 bits, the first one in the low byte. */
export const pairCodes = Uint16Array.from({ length: 4096 }, (_, bits) => letters.charCodeAt(bits >> 6) | (letters.charCodeAt(bits & 63) << 8));

export function idText(low: number, high: number): string {
  const pairs = [high >>> 20, high >>> 8, (high << 4) | (low >>> 28), low >>> 16, low >>> 4];
  return pairs.map((bits) => `${letters[(bits >> 6) & 63]}${letters[bits & 63]}`).join('') + letters[low & 15];
}
