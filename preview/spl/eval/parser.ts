/** eval expressions as trees. NOT binds closest, then AND, then OR (Search Manual, "Boolean expressions"). */
import { Unsupported } from '../unsupported';
import { type Token, tokens } from './tokens';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'minus'; readonly operand: Expression };

/** From the loosest to the closest; NOT stands between AND and the comparisons. */
const levels = [['OR'], ['AND'], ['NOT'], ['==', '=', '!=', '<', '>', '<=', '>=', 'LIKE', 'IN'], ['+', '-', '.'], ['*', '/', '%']] as const;
const notLevel = 2;
/** Functions: as a field they would silently be null. */
const bare = /^(?:in|like|true|false|null)$/i;
const reserved = ['XOR', 'LIKE', 'IN', 'AND', 'OR', 'NOT'];

export function parseEval(text: string): Expression {
  const parser = new Parser(text);
  const tree = parser.level(0);
  parser.end();
  return tree;
}

export interface Assignment {
  readonly field: string;
  readonly value: Expression;
}

/** `a=1, b=a+1` of the eval command. */
export function parseAssignments(text: string): readonly Assignment[] {
  return new Parser(text).assignments();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokens(text);
  }

  level(depth: number): Expression {
    const operators: readonly string[] | undefined = levels[depth];
    if (operators === undefined) return this.#unary();
    if (depth === notLevel) return this.#take('NOT') ? { kind: 'not', operand: this.level(depth) } : this.level(depth + 1);
    let left = this.level(depth + 1);
    const used: string[] = [];
    for (let operator = this.#takeOne(operators); operator !== undefined; operator = this.#takeOne(operators)) {
      used.push(operator);
      this.#refuseMixed(used, operators);
      left = this.#joined(operator, left, depth + 1);
    }
    return left;
  }

  /** LIKE and IN are the functions of that name. */
  #joined(operator: string, left: Expression, depth: number): Expression {
    if (operator === 'LIKE') return { kind: 'call', name: 'like', args: [left, this.level(depth)] };
    if (operator !== 'IN') return { kind: 'binary', operator: operator === '=' ? '==' : operator, left, right: this.level(depth) };
    this.#expect('(');
    return { kind: 'call', name: 'in', args: [left, ...this.#list()] };
  }

  end(): void {
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new Unsupported(`${JSON.stringify(rest.text)} in ${this.#text}`);
  }

  assignments(): readonly Assignment[] {
    const found: Assignment[] = [];
    do {
      const field = this.#target();
      this.#expect('=');
      found.push({ field, value: this.level(0) });
    } while (this.#take(','));
    this.end();
    return found;
  }

  #target(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'operator' || token.kind === 'number') this.#refuse(`no field ${JSON.stringify(token?.text ?? '')}`);
    this.#at += 1;
    return token.text;
  }

  /** What stands without parentheses in an order that no manual gives. */
  #refuseMixed(used: readonly string[], operators: readonly string[]): void {
    const isMixed = used.includes('.') && used.some((operator) => operator !== '.');
    const isChained = operators.includes('==') && used.length > 1;
    if (isMixed || isChained) this.#refuse(`${used.join(' with ')} without parentheses`);
  }

  #unary(): Expression {
    return this.#take('-') ? { kind: 'minus', operand: this.#unary() } : this.#primary();
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token?.kind === 'string') return { kind: 'literal', value: token.text };
    if (token?.kind === 'field') return { kind: 'field', name: token.text };
    if (token?.kind === 'name' && !reserved.includes(token.text.toUpperCase())) return this.#named(token.text);
    if (token?.kind === 'name' && /^(?:in|like)$/i.test(token.text)) return this.#named(token.text.toLowerCase());
    if (token?.text === '(') return this.#inside();
    throw new Unsupported(`${JSON.stringify(token?.text ?? 'the end')} in ${this.#text}`);
  }

  #inside(): Expression {
    const tree = this.level(0);
    this.#expect(')');
    return tree;
  }

  #named(name: string): Expression {
    if (!this.#take('(')) return bare.test(name) ? this.#refuse(`${name} without parentheses`) : { kind: 'field', name };
    return { kind: 'call', name, args: this.#take(')') ? [] : this.#list() };
  }

  #list(): Expression[] {
    const found: Expression[] = [];
    do found.push(this.level(0)); while (this.#take(','));
    this.#expect(')');
    return found;
  }

  #refuse(what: string): never {
    throw new Unsupported(`${what} in ${this.#text}`);
  }

  #takeOne(texts: readonly string[]): string | undefined {
    return texts.find((text) => this.#take(text));
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#at];
    const isHere = token !== undefined && (token.kind === 'name' ? token.text.toUpperCase() : token.kind === 'operator' && token.text) === text;
    if (isHere) this.#at += 1;
    return isHere;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new Unsupported(`no ${text} where it is due in ${this.#text}`);
  }
}
