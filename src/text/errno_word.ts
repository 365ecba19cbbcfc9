import { type Word, word } from './emit';
import { errorName } from './errno';

/** By errno. */
const words = new Map<number, Word>();

/** The field errno; undefined where there was no error. */
export function errnoWord(errno: number): Word | undefined {
  if (errno === 0) return undefined;
  const known = words.get(errno) ?? word('errno', errorName(errno));
  words.set(errno, known);
  return known;
}
