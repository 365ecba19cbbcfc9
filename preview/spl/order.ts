/** The order of values, as sort has it. */
import { isIP } from 'node:net';
import { numberOf } from './eval/values';
import type { Value } from './rows';

export type Compare = (left: Value, right: Value) => number;

/** By the code of the characters: upper case before lower case. */
export function asText(left: Value, right: Value): number {
  const [a, b] = [String(left), String(right)];
  return a === b ? 0 : a < b ? -1 : 1;
}

export function asNumber(left: Value, right: Value): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  return a !== undefined ? -1 : b !== undefined ? 1 : asText(left, right);
}

export function asIp(left: Value, right: Value): number {
  return asText(ipKey(String(left)), ipKey(String(right)));
}

/** Numbers and addresses by their value, all else as text; numbers come first. */
export function automatic(left: Value, right: Value): number {
  if (numberOf(left) !== undefined || numberOf(right) !== undefined) return asNumber(left, right);
  return isIP(String(left)) === 4 && isIP(String(right)) === 4 ? asIp(left, right) : asText(left, right);
}

function ipKey(text: string): string {
  return isIP(text) === 4 ? text.split('.').map((part) => part.padStart(3, '0')).join('.') : text;
}
