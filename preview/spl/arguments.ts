/** The words of a command, read from left to right; what is left over or unknown is refused with the command's name. */
import { type Word, wordsOf } from './argument_words';
import { Unsupported } from './unsupported';

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

  get isAtOption(): boolean {
    return this.#optionName() !== undefined;
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
      found.push(this.#field());
      this.take(',');
    }
    return found;
  }

  /** A name, which may be that of a function's result: `sum(bytes)`. */
  #field(): string {
    const [word, next] = [this.#words[this.#at], this.#words[this.#at + 1]];
    const isCall = word?.kind === 'text' && next?.text === '(' && next.at === word.end;
    return isCall ? `${this.value()}(${this.parenthesised() ?? ''})` : this.value();
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
