/**
 * The terms of a search, as the search command and event types have them: field=value and the other comparisons,
 * field IN (...), words and phrases of the raw event, NOT, OR, AND and parentheses. In a search OR binds closer than
 * AND, and values are compared without regard to case (Search Manual).
 */
import { Unsupported } from '../unsupported';
import { comparison, type Filter, phraseFilter } from './filters';
import { type SearchWord, wordsOf } from './words';

export type { Filter } from './filters';

export interface SearchTerms {
  readonly filter: Filter;
  /** Fields that are asked for. */
  readonly reads: readonly string[];
  /** earliest= and latest=, as they are written. */
  readonly times: Readonly<Partial<Record<'earliest' | 'latest', string>>>;
  readonly inner: readonly string[];
}

/** @param subsearch what a search in brackets stands for: terms again */
export function parseSearch(text: string, subsearch: (spl: string) => string = refused): SearchTerms {
  const parser = new Parser(text, subsearch);
  const filter = parser.isAtEnd ? () => true : parser.all();
  if (!parser.isAtEnd) parser.refuse();
  return { filter, reads: parser.reads, times: parser.times, inner: parser.inner };
}

export function compileSearch(text: string): Filter {
  const { filter, times, inner } = parseSearch(text);
  if (Object.keys(times).length > 0 || inner.length > 0) throw new Unsupported(`a time or a subsearch in ${text}`);
  return filter;
}

/** The fields that a search asks for. */
export function searchFields(text: string): readonly string[] {
  return parseSearch(text).reads;
}

function refused(spl: string): never {
  throw new Unsupported(`the subsearch [${spl}]`);
}

const comparisons = ['=', '!=', '<', '>', '<=', '>='];

class Parser {
  readonly reads: string[] = [];
  readonly times: Partial<Record<'earliest' | 'latest', string>> = {};
  readonly inner: string[] = [];
  readonly #text: string;
  readonly #subsearch: (spl: string) => string;
  readonly #words: SearchWord[];

  constructor(text: string, subsearch: (spl: string) => string) {
    [this.#text, this.#subsearch] = [text, subsearch];
    this.#words = wordsOf(text);
  }

  get isAtEnd(): boolean {
    return this.#words.length === 0;
  }

  refuse(what = this.#words[0]?.text ?? 'the end'): never {
    throw new Unsupported(`${what} in the search ${this.#text}`);
  }

  all(): Filter {
    const filters = [this.#any()];
    while (!this.isAtEnd && !this.#isNext(')')) {
      this.#take('AND');
      filters.push(this.#any());
    }
    return filters.length === 1 && filters[0] !== undefined ? filters[0] : (event) => filters.every((filter) => filter(event));
  }

  #any(): Filter {
    const filters = [this.#one()];
    while (this.#take('OR')) filters.push(this.#one());
    return filters.length === 1 && filters[0] !== undefined ? filters[0] : (event) => filters.some((filter) => filter(event));
  }

  #one(): Filter {
    if (this.#take('NOT')) return not(this.#one());
    if (this.#take('(')) return this.#group();
    const word = this.#words.shift();
    if (word === undefined || word.kind === 'mark') this.refuse(word?.text);
    if (word.kind === 'search') return this.#inner(word.text);
    const operator = this.#words[0];
    if (operator?.kind === 'mark' && comparisons.includes(operator.text)) return this.#comparison(word.text, this.#words.shift()?.text ?? '');
    if (operator?.kind === 'text' && operator.text.toUpperCase() === 'IN' && this.#words[1]?.text === '(') return this.#list(word.text);
    if (word.kind === 'text' && /^(?:TERM|CASE|AND|OR|NOT|XOR)$/.test(word.text)) this.refuse(word.text);
    this.reads.push('_raw');
    return phraseFilter(word.text);
  }

  /** () is what a subsearch without rows leaves: it holds of everything, so that NOT () holds of nothing. */
  #group(): Filter {
    if (this.#take(')')) return () => true;
    const filter = this.all();
    if (!this.#take(')')) this.refuse('no )');
    return filter;
  }

  #comparison(name: string, operator: string): Filter {
    const value = this.#value();
    if ((name === 'earliest' || name === 'latest') && operator === '=') {
      this.times[name] = value;
      return () => true;
    }
    this.reads.push(name);
    return comparison(name, operator, value);
  }

  #list(name: string): Filter {
    this.#words.splice(0, 2);
    const filters: Filter[] = [];
    while (!this.#take(')')) {
      filters.push(comparison(name, '=', this.#value()));
      this.#take(',');
    }
    this.reads.push(name);
    return (event) => filters.some((filter) => filter(event));
  }

  /** Executed when the first event is looked at, not when the search is read. */
  #inner(spl: string): Filter {
    this.inner.push(spl);
    let filter: Filter | undefined;
    return (event) => {
      filter ??= parseSearch(this.#subsearch(spl)).filter;
      return filter(event);
    };
  }

  #value(): string {
    const word = this.#words.shift();
    if (word === undefined || word.kind === 'mark' || word.kind === 'search') this.refuse(word?.text ?? 'no value');
    return word.text;
  }

  #isNext(text: string): boolean {
    const word = this.#words[0];
    return word !== undefined && word.text === text && word.kind !== 'quoted';
  }

  #take(text: string): boolean {
    const isHere = this.#isNext(text);
    if (isHere) this.#words.shift();
    return isHere;
  }
}

function not(filter: Filter): Filter {
  return (event) => !filter(event);
}
