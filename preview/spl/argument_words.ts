/** The text of a command as words; what stands in brackets or quotes is one. */
import { Unsupported } from './unsupported';

export interface Word {
  readonly kind: 'text' | 'quoted' | 'mark' | 'search';
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([()=,]|[<>!]=|[<>])|([^\s"'()=,<>![\]]+))/y;

export function wordsOf(command: string, text: string): Word[] {
  const found: Word[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end;) {
    const word = searchAt(text, at) ?? wordAt(text, at);
    if (word === undefined) throw new Unsupported(`${text.slice(at)} in ${command} ${text}`);
    found.push(word);
    at = word.end;
  }
  return found;
}

function wordAt(text: string, at: number): Word | undefined {
  pattern.lastIndex = at;
  const [whole = '', quoted, field, mark, plain] = pattern.exec(text) ?? [];
  if (whole === '') return undefined;
  const found = { at: at + whole.length - whole.trimStart().length, end: at + whole.length };
  if (quoted !== undefined) return { ...found, kind: 'quoted', text: quoted.replace(/\\(["\\])/g, '$1') };
  return { ...found, kind: field !== undefined ? 'quoted' : mark !== undefined ? 'mark' : 'text', text: field ?? mark ?? plain ?? '' };
}

function searchAt(text: string, from: number): Word | undefined {
  const at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  if (text[at] !== '[') return undefined;
  const end = closing(text, at);
  return { kind: 'search', text: text.slice(at + 1, end).trim(), at, end: end + 1 };
}

/** Where the bracket that opens at `at` is closed; quoted text does not count. */
export function closing(text: string, at: number): number {
  let depth = 0;
  for (let here = at; here < text.length; here += 1) {
    if (text[here] === '"') here = endOfQuote(text, here);
    else if (text[here] === '[') depth += 1;
    else if (text[here] === ']' && (depth -= 1) === 0) return here;
  }
  throw new Unsupported(`[ without ] in ${text}`);
}

/** The closing quote of the one at `at`. */
export function endOfQuote(text: string, at: number): number {
  for (let here = at + 1; here < text.length; here += 1) {
    if (text[here] === '\\') here += 1;
    else if (text[here] === '"') return here;
  }
  throw new Unsupported(`a quote without an end in ${text}`);
}
