/**
 * The terms of a search, as event types have them: field=value, field IN (...), NOT, OR, AND and parentheses. In a
 * search OR binds closer than AND, and values are compared without regard to case (Search Manual).
 */
import { Unsupported } from './eval_tokens';
import type { Fields } from './eval_values';
import { wildcard } from './wildcard';

export type Filter = (fields: Fields) => boolean;

const word = /\s*("(?:[^"\\])*"|[()=,]|!=|[^\s()=,"!]+)/y;

export function compileSearch(text: string): Filter {
  const words = wordsOf(text);
  const filter = all(words, text);
  if (words.length > 0) throw new Unsupported(`${words[0]} in the search ${text}`);
  return filter;
}

/** The fields that a search asks for. */
export function searchFields(text: string): readonly string[] {
  const words = wordsOf(text);
  return words.filter((_, at) => /^(?:=|!=|IN)$/.test(words[at + 1] ?? ''));
}

function wordsOf(text: string): string[] {
  const found: string[] = [];
  word.lastIndex = 0;
  const end = text.trimEnd().length;
  while (word.lastIndex < end) {
    const at = word.lastIndex;
    const one = word.exec(text)?.[1];
    if (one === undefined || one.includes('`') || one.includes('|')) throw new Unsupported(`${text.slice(at)} in a search`);
    found.push(one);
  }
  return found;
}

function all(words: string[], text: string): Filter {
  const filters = [any(words, text)];
  while (words.length > 0 && words[0] !== ')') {
    if (words[0] === 'AND') words.shift();
    filters.push(any(words, text));
  }
  return (fields) => filters.every((filter) => filter(fields));
}

function any(words: string[], text: string): Filter {
  const filters = [one(words, text)];
  while (words[0] === 'OR') {
    words.shift();
    filters.push(one(words, text));
  }
  return (fields) => filters.some((filter) => filter(fields));
}

function one(words: string[], text: string): Filter {
  const [name = '', operator] = words;
  if (name === 'NOT') return negation(words, text);
  if (name === '(') return group(words, text);
  if (!/^[\w.]+$/.test(name) || !['=', 'IN'].includes(operator ?? '')) throw new Unsupported(`${name} ${operator ?? ''} in the search ${text}`);
  words.splice(0, 2);
  const values = operator === 'IN' ? list(words, text) : [words.shift() ?? ''];
  const patterns = values.map(pattern);
  return (fields) => patterns.some((fits) => fields[name] !== undefined && fits.test(String(fields[name])));
}

function negation(words: string[], text: string): Filter {
  words.shift();
  const filter = one(words, text);
  return (fields) => !filter(fields);
}

function group(words: string[], text: string): Filter {
  words.shift();
  const filter = all(words, text);
  if (words.shift() !== ')') throw new Unsupported(`no ) in the search ${text}`);
  return filter;
}

function list(words: string[], text: string): string[] {
  const end = words.indexOf(')');
  if (words[0] !== '(' || end < 0) throw new Unsupported(`IN without a list in the search ${text}`);
  return words.splice(0, end + 1).filter((value) => !'(,)'.includes(value));
}

function pattern(value: string): RegExp {
  return wildcard(value.replace(/^"(.*)"$/, '$1'), 'i');
}
