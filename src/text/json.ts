/**
 * Arbitrary text as the contents of a JSON string (RFC 8259), such that the result is text of valid XML 1.0
 * characters too: what XML forbids, and what a terminal would obey, becomes a \u escape.
 */
import { isUtf8 } from 'node:buffer';

const special =
  // Lone surrogates: with the u flag a surrogate class matches those alone.
  // eslint-disable-next-line no-control-regex
  /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff\ud800-\udfff]/u;
const allSpecial = new RegExp(special.source, 'gu');

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const units = /\\\\x[\da-f]{2}|\\u[\da-f]{4}|\\.|&(?:amp|lt|gt);|[^\\]/gsu;

/**
 * The contents of a JSON string, without its quotes. Bytes are taken as UTF-8; each byte that is none becomes the
 * four characters \xNN, which JSON writes as \\xNN.
 */
export function jsonText(text: Uint8Array | string): string {
  if (typeof text === 'string') return special.test(text) ? text.replace(allSpecial, escapeCharacter) : text;
  return isUtf8(text) ? jsonText(utf8Text(text, 0, text.length)) : mendedText(text);
}

/** How many its contents are. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(jsonText(text));
}

declare const escaped: unique symbol;
/** Text that is made JSON and then escaped for the output: only Format.escape makes it, and only this goes into an event. */
export type Escaped = string & { readonly [escaped]: true };

/** Its characters and escapes, also those of XML behind them (xml.ts); none makes sense in parts. */
export function jsonUnits(text: Escaped): Escaped[] {
  return (text.match(units) ?? []) as string[] as Escaped[];
}

/** Whole ones, and what stands where something is missing. */
export function joinedText(...parts: readonly (Escaped | '…' | ' … ')[]): Escaped {
  return parts.join('') as Escaped;
}

/** The text without the part behind `maximumBytes` of UTF-8, cut between those. */
export function cutJsonText<Text extends string>(json: Text, maximumBytes: number): Text {
  if (Buffer.byteLength(json) <= maximumBytes) return json;
  let end = 0;
  let bytes = 0;
  for (const [unit] of json.matchAll(units)) {
    bytes += Buffer.byteLength(unit);
    if (bytes > maximumBytes) break;
    end += unit.length;
  }
  return json.slice(0, end) as Text;
}

/** The text without its beginning, the same way. */
export function jsonTextEnd(json: string, maximumBytes: number): string {
  let start = json.length;
  let bytes = 0;
  for (const unit of (json.match(units) ?? []).toReversed()) {
    bytes += Buffer.byteLength(unit);
    if (bytes > maximumBytes) break;
    start -= unit.length;
  }
  return json.slice(start);
}

function escapeCharacter(character: string): string {
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function mendedText(bytes: Uint8Array): string {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      parts.push(jsonText(utf8Text(bytes, start, at)), `\\\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`);
      start = at + 1;
    }
    at += length || 1;
  }
  parts.push(jsonText(utf8Text(bytes, start, bytes.length)));
  return parts.join('');
}

function utf8Text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}

/** Bytes of the well-formed UTF-8 sequence that begins here, or 0 (Unicode 16, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const second = bytes[at + 1] ?? 0;
  const [least, most] = secondByteBounds(first);
  if (length === 0 || second < least || second > most) return 0;
  for (let next = at + 2; next < at + length; next += 1) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function secondByteBounds(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}

/** What `jsonText` was made of, of text that is not cut within an escape. */
export function parsedJsonText(json: string): string {
  return json.includes('\\') ? (JSON.parse(`"${json}"`) as string) : json;
}
