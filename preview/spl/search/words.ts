/** The words of a search. */
import { closing } from '../argument_words';
import { Unsupported } from '../unsupported';

export interface SearchWord {
  readonly kind: 'text' | 'quoted' | 'mark' | 'search';
  readonly text: string;
}

const word = /\s*(?:"((?:[^"\\]|\\.)*)"|(!=|[<>]=|[()=,<>])|([^\s()=,"!<>[\]|`]+))/y;

export function wordsOf(text: string): SearchWord[] {
  const found: SearchWord[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end;) {
    const open = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (text[open] === '[') {
      at = closing(text, open) + 1;
      found.push({ kind: 'search', text: text.slice(open + 1, at - 1).trim() });
      continue;
    }
    word.lastIndex = at;
    const match = word.exec(text);
    if (match === null) throw new Unsupported(`${text.slice(at)} in a search`);
    at = word.lastIndex;
    found.push(wordOf(match));
  }
  return found;
}

function wordOf([, quoted, mark, plain]: readonly (string | undefined)[]): SearchWord {
  if (quoted !== undefined) return { kind: 'quoted', text: quoted.replace(/\\(["\\])/g, '$1') };
  return mark === undefined ? { kind: 'text', text: plain ?? '' } : { kind: 'mark', text: mark };
}
