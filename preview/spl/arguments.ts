/** The words of a command, read from left to right; what is left over or unknown is refused with the command's name. */
import { Unsupported } from './eval_tokens';

interface Word {
  readonly kind: 'text' | 'quoted' | 'mark' | 'search';
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([()=,]|[<>!]=|[<>])|([^\s"'()=,<>![\]]+))/y;

export class Arguments {
  readonly #command: string;
  readonly #text: string;
  readonly #words: readonly Word[];
  #at = 0;

  constructor(command: string, text: string) {
    [this.#command, this.#text] = [command, text];
    this.#words = wordsOf(command, text);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#words.length;
  }

  /** `name=value` of those given, wherever it stands next. */
  options<Name extends string>(names: readonly Name[]): Partial<Record<Name, string>> {
    const found: Partial<Record<Name, string>> = {};
    for (let name = this.#optionName(); name !== undefined; name = this.#optionName()) {
      const known = names.find((one) => one === name.toLowerCase());
      if (known === undefined) this.refuse(`the option ${name}`);
      this.#at += 2;
      found[known] = this.value();
    }
    return found;
  }

  #optionName(): string | undefined {
    const [name, mark] = [this.#words[this.#at], this.#words[this.#at + 1]];
    return name?.kind === 'text' && mark?.kind === 'mark' && mark.text === '=' ? name.text : undefined;
  }

  /** A keyword, in any case. */
  take(keyword: string): boolean {
    const isHere = this.isNext(keyword);
    if (isHere) this.#at += 1;
    return isHere;
  }

  isNext(...keywords: readonly string[]): boolean {
    const word = this.#words[this.#at];
    return word !== undefined && (word.kind === 'text' || word.kind === 'mark') && keywords.some((one) => one === word.text.toLowerCase());
  }

  /** A name or value, quoted or not. */
  value(): string {
    const word = this.#words[this.#at];
    if (word === undefined || word.kind === 'mark' || word.kind === 'search') this.refuse(word?.text ?? 'nothing where a value is due');
    this.#at += 1;
    return word.text;
  }

  /** Names with commas or blanks between, up to one of the keywords, an option, or the end. */
  names(...stops: readonly string[]): string[] {
    const found: string[] = [];
    while (!this.isAtEnd && !this.isNext(...stops) && this.#optionName() === undefined) {
      found.push(this.value());
      this.take(',');
    }
    return found;
  }

  /** `AS name`, if it is there. */
  alias(): string | undefined {
    return this.take('as') ? this.value() : undefined;
  }

  /** What stands between the parentheses that begin here, as it is written; undefined without any. */
  parenthesised(): string | undefined {
    const open = this.#words[this.#at];
    if (!this.take('(')) return undefined;
    for (let depth = 1; !this.isAtEnd; this.#at += 1) {
      depth += this.isNext('(') ? 1 : this.isNext(')') ? -1 : 0;
      if (depth > 0) continue;
      const close = this.#words[this.#at];
      this.#at += 1;
      return this.#text.slice(open?.end, close?.at);
    }
    return this.refuse('( without )');
  }

  /** A search in brackets. */
  subsearch(): string {
    const word = this.#words[this.#at];
    if (word?.kind !== 'search') this.refuse('no [ where a subsearch is due');
    this.#at += 1;
    return word.text;
  }

  /** The rest as it is written. */
  rest(): string {
    return this.until();
  }

  /** What stands before a keyword, or the rest, as it is written. */
  until(...keywords: readonly string[]): string {
    const from = this.#words[this.#at]?.at ?? this.#text.length;
    while (!this.isAtEnd && !this.isNext(...keywords)) this.#at += 1;
    return this.#text.slice(from, this.#words[this.#at]?.at ?? this.#text.length).trim();
  }

  number(text: string | undefined, otherwise: number): number {
    if (text === undefined) return otherwise;
    if (!/^\d+$/.test(text)) this.refuse(`${text} instead of a number`);
    return Number(text);
  }

  truth(text: string | undefined, otherwise: boolean): boolean {
    if (text === undefined) return otherwise;
    if (/^(?:t|true|1)$/i.test(text)) return true;
    return /^(?:f|false|0)$/i.test(text) ? false : this.refuse(`${text} instead of true or false`);
  }

  end(): void {
    if (!this.isAtEnd) this.refuse(`${this.#words[this.#at]?.text}`);
  }

  refuse(what: string): never {
    throw new Unsupported(`${what} in ${this.#command} ${this.#text}`);
  }
}

function wordsOf(command: string, text: string): Word[] {
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
