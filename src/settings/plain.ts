import { listEntries, unquoted } from './lists';
import { type Parse, Refusal, shown } from './refusal';

const decimal = /^(?:0|[1-9]\d{0,9})$/;

/** A whole number written in plain decimal digits, or undefined. */
export function wholeNumber(text: string): number | undefined {
  return decimal.test(text) ? Number(text) : undefined;
}

/** A whole number within bounds, both included; `or`: what else is taken. Here and below blanks and quotes around the text are none of it. */
export function numberBetween(least: number, most: number, or = ''): Parse<number> {
  return (text) => {
    const number = wholeNumber(unquoted(text));
    if (number !== undefined && number >= least && number <= most) return number;
    throw new Refusal(`must be ${or}a whole number from ${least} to ${most}`);
  };
}

/** A whole number within bounds, or the word auto. */
export function automaticOr(least: number, most: number): Parse<number | 'auto'> {
  const number = numberBetween(least, most, 'auto, or ');
  return (text) => (isLike(unquoted(text))('auto') ? 'auto' : number(text));
}

/** A power of two within bounds that are powers of two themselves. */
export function powerOfTwo(least: number, most: number): Parse<number> {
  return (text) => {
    const number = wholeNumber(unquoted(text));
    const isPower = number !== undefined && Number.isInteger(Math.log2(number));
    if (isPower && number >= least && number <= most) return number;
    throw new Refusal(`must be a power of two from ${least} to ${most}`);
  };
}

/** One of a few words, in any case. */
export function oneOf<W extends string>(words: readonly W[]): Parse<W> {
  return (text) => {
    const word = words.find(isLike(unquoted(text)));
    if (word !== undefined) return word;
    throw new Refusal(`must be one of ${words.join(', ')}`);
  };
}

/** One or more of a few words, in any case, each once, in the order of `words`. */
export function someOf<W extends string>(words: readonly W[]): Parse<readonly W[]> {
  return (text) => {
    const entries = listEntries(text);
    const unknown = entries.find((entry) => !words.some(isLike(entry)));
    if (unknown !== undefined) throw new Refusal(`has ${shown(unknown)}: allowed are ${words.join(', ')}`);
    if (entries.length === 0) throw new Refusal(`must name at least one of ${words.join(', ')}`);
    return words.filter((word) => entries.some((entry) => isLike(entry)(word)));
  };
}

function isLike(text: string): (word: string) => boolean {
  return (word) => word.toLowerCase() === text.toLowerCase();
}

/** A boolean in the spellings that Splunk's own conf files use, in any case. */
export function parseBoolean(text: string): boolean {
  const word = unquoted(text);
  if (/^(?:1|true|t|yes|y)$/i.test(word)) return true;
  if (/^(?:0|false|f|no|n)$/i.test(word)) return false;
  throw new Refusal('must be a boolean: true, false, t, f, yes, no, y, n, 1 or 0');
}
