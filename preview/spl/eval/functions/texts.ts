/** Text functions. */
import { type EvalFunction, type EvalFunctions, ofTexts, strict } from '../function';
import { pcre } from '../pcre';
import { numberOf, textOf, type Value } from '../values';

export const texts: EvalFunctions = {
  len: ofTexts('len', 1, 1, (text) => [...text].length),
  length: ofTexts('length', 1, 1, (text) => [...text].length),
  lower: ofEach('lower', (text) => text.toLowerCase()),
  ltrim: ofTexts('ltrim', 1, 2, (text, characters) => trimmed(text, characters, true, false)),
  replace: ofTexts('replace', 3, 3, (text, regex = '', by = '') => text.replace(pcre(regex, 'g'), replacement(by))),
  rtrim: ofTexts('rtrim', 1, 2, (text, characters) => trimmed(text, characters, false, true)),
  substr: strict(2, 3, substring),
  trim: ofTexts('trim', 1, 2, (text, characters) => trimmed(text, characters, true, true)),
  upper: ofEach('upper', (text) => text.toUpperCase()),
};

/** Changes each value of a multivalue field. */
function ofEach(name: string, change: (text: string) => string): EvalFunction {
  return strict(1, 1, (value) => typeof value === 'object' ? value.map(change) : change(textOf(value, name)));
}

/** \1 is a group; $ is itself. */
function replacement(by: string): string {
  return by.replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1');
}

function trimmed(text: string, characters = ' \t', atStart: boolean, atEnd: boolean): string {
  let [from, to] = [0, text.length];
  while (atStart && from < to && characters.includes(text[from] ?? '')) from += 1;
  while (atEnd && to > from && characters.includes(text[to - 1] ?? '')) to -= 1;
  return text.slice(from, to);
}

/** From 1; a negative start counts from the end. */
function substring(value: Exclude<Value, null>, from: Value = 1, length?: Value): Value {
  const text = textOf(value, 'substr');
  const [start, count] = [numberOf(from), length === undefined ? Infinity : numberOf(length)];
  if (start === undefined || count === undefined) return null;
  const begin = start < 0 ? Math.max(0, text.length + start) : Math.max(0, start - 1);
  return text.slice(begin, begin + count);
}
