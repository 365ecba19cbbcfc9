/**
 * eval expressions, executed: for tests and the preview, never shipped. What is not in the Search Reference, or not
 * used by the app, is refused by name.
 */
import type { Value as FieldValue } from '../rows';
import { Unsupported } from '../unsupported';
import { conditionsOf, isCondition } from './conditions';
import { type Compiled, type EvalFunction, noClock, type Scope, truth } from './function';
import { evalFunctions } from './functions';
import { type Expression, parseEval } from './parser';
import { calculated, compared, type Fields, numberOf, type Value } from './values';

/** An expression, ready to be evaluated over any number of events. A result of null leaves the field without a value. */
export function compileEval(text: string, scope: Scope = noClock): (fields: Fields) => FieldValue | null {
  return compileValue(parseEval(text), scope, text);
}

export function compileValue(tree: Expression, scope: Scope, text: string): (fields: Fields) => FieldValue | null {
  if (isCondition(tree)) throw new Unsupported(`a boolean as the result of ${text}`);
  const evaluate = compiled(tree, scope);
  return (fields) => {
    const value = evaluate(fields);
    if (typeof value === 'boolean') throw new Unsupported(`a boolean as the result of ${text}`);
    return value;
  };
}

/** A condition: null and false do not hold. */
export function compileCondition(text: string, scope: Scope): (fields: Fields) => boolean {
  const tree = parseEval(text);
  if (!isCondition(tree)) throw new Unsupported(`no condition: ${text}`);
  const evaluate = compiled(tree, scope);
  return (fields) => truth('where', evaluate(fields)) === true;
}

export function compiled(tree: Expression, scope: Scope): Compiled {
  switch (tree.kind) {
    case 'literal': return () => tree.value;
    case 'field': return (fields) => Object.hasOwn(fields, tree.name) ? fields[tree.name] ?? null : null;
    case 'call': return called(functionOf(tree), tree.args.map((one) => compiled(one, scope)), scope);
    case 'not': return negation(compiled(tree.operand, scope));
    case 'minus': return minus(compiled(tree.operand, scope));
    case 'binary': return binary(tree.operator, compiled(tree.left, scope), compiled(tree.right, scope));
  }
}

function called({ call }: EvalFunction, args: readonly Compiled[], scope: Scope): Compiled {
  return (fields) => call(args, fields, scope);
}

function functionOf(tree: Extract<Expression, { kind: 'call' }>): EvalFunction {
  const { name, args } = tree;
  const known = Object.hasOwn(evalFunctions, name) ? evalFunctions[name] : undefined;
  if (known === undefined) throw new Unsupported(`the function ${name}`);
  if (args.length < known.least || args.length > known.most) throw new Unsupported(`${name} with ${args.length} arguments`);
  if (!conditionsOf(tree).every(isCondition)) throw new Unsupported(`what is no condition in ${name}`);
  return known;
}

function binary(operator: string, left: Compiled, right: Compiled): Compiled {
  if (operator === 'AND' || operator === 'OR') return both(operator, left, right);
  if (['+', '-', '*', '/', '%', '.'].includes(operator)) return (fields) => calculated(operator, left(fields), right(fields));
  return (fields): Value => compared(operator, left(fields), right(fields));
}

/** Where it matters whether null is false or unknown, no manual says so: only NOT would show it, and refuses. */
function both(operator: 'AND' | 'OR', left: Compiled, right: Compiled): Compiled {
  const decisive = operator === 'OR';
  return (fields) => {
    const a = truth(operator, left(fields));
    if (a === decisive) return decisive;
    const b = truth(operator, right(fields));
    if (b === decisive) return decisive;
    return a === null || b === null ? null : !decisive;
  };
}

function negation(operand: Compiled): Compiled {
  return (fields) => {
    const value = truth('NOT', operand(fields));
    if (value === null) throw new Unsupported('NOT of null');
    return !value;
  };
}

function minus(operand: Compiled): Compiled {
  return (fields) => {
    const value = numberOf(operand(fields));
    return value === undefined ? null : -value;
  };
}
