/** A line as its shell has it in memory. */

/** zsh keeps bytes that mean something to it behind this one, in another form: Meta of zsh.h. */
const [meta, change] = [0x83, 0x20];
const lineFeed = 0x0a;

/** @param isCut its end is not there */
export function plainLine(text: Buffer, isZsh: boolean, isCut: boolean): Buffer {
  if (!isZsh) return text;
  return unmetafied(!isCut && text.at(-1) === lineFeed ? text.subarray(0, -1) : text);
}

function unmetafied(text: Buffer): Buffer {
  if (!text.includes(meta)) return text;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? 0;
    if (byte !== meta) bytes.push(byte);
    else if (at + 1 < text.length) bytes.push((text[(at += 1)] ?? 0) ^ change);
  }
  return Buffer.from(bytes);
}
