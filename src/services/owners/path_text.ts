/** What the kernel side sends as bytes, as text. */
import { jsonText, jsonTextEnd, parsedJsonText } from '../../text/json';

const ellipsis = '…';
const ellipsisBytes = 3;

/** Names with their NULs, leaf first, to a path from the root; as JSON has it. @param isCut the leading ones are missing */
export function pathJson(bytes: Buffer, isCut: boolean): string {
  const names: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start);
    names.push(jsonText(bytes.subarray(start, end < 0 ? bytes.length : end)));
    start = end < 0 ? bytes.length : end + 1;
  }
  return (isCut ? `${ellipsis}/` : '/') + names.reverse().join('/');
}

/** The same as it is. @param mostBytes as JSON has it: of a longer one the leading folders go, and the beginning of a last name that is longer alone */
export function pathText(bytes: Buffer, isCut: boolean, mostBytes: number): string {
  const json = pathJson(bytes, isCut);
  return parsedJsonText(Buffer.byteLength(json) <= mostBytes ? json : lastNames(json, mostBytes));
}

function lastNames(json: string, mostBytes: number): string {
  const end = jsonTextEnd(json, mostBytes - ellipsisBytes);
  const first = end.indexOf('/');
  return ellipsis + (first < 0 ? end : end.slice(first));
}

/** Bytes that are no UTF-8 as in events: \xff. */
export function bytesText(bytes: Buffer): string {
  return parsedJsonText(jsonText(bytes));
}

/** A view of bytes of a sample: a copy is not made. */
export function bytesAt(view: DataView, at: number, length: number): Buffer {
  return Buffer.from(view.buffer, view.byteOffset + at, length);
}

/** A string of C in a sample, to its NUL or to the end of its room. */
export function stringAt(view: DataView, at: number, most: number): string {
  const bytes = bytesAt(view, at, most);
  const end = bytes.indexOf(0);
  return bytesText(end < 0 ? bytes : bytes.subarray(0, end));
}
