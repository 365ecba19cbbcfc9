/** What the kernel side sends as bytes, as text. */
import { jsonText, parsedJsonText } from '../../text/json';

const ellipsis = '…';

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

/** The same as it is. */
export function pathText(bytes: Buffer, isCut: boolean): string {
  return parsedJsonText(pathJson(bytes, isCut));
}

/** Bytes that are no UTF-8 as in events: \xff. */
export function bytesText(bytes: Buffer): string {
  return parsedJsonText(jsonText(bytes));
}
