/**
 * eval expressions, executed: for tests and the preview, never shipped. What is not in the Search Reference, or not
 * used by the app, is refused by name.
 */
import { evalFunctions, truth } from './eval_functions';
import { type Expression, parseEval } from './eval_parser';
import { Unsupported } from './eval_tokens';
import { calculated, compared, type Fields, numberOf, type Value } from './eval_values';

/** An expression, ready to be evaluated over any number of events. A result of null leaves the field without a value. */
export function compileEval(text: string): (fields: Fields) => string | number | null {
  const tree = parseEval(text);
  check(tree);
  return (fields) => {
    const value = evaluate(tree, fields);
    if (typeof value === 'boolean') throw new Unsupported(`a boolean as the result of ${text}`);
    return value;
  };
}

/** Functions that are not known, and numbers of arguments that they do not take. */
function check(tree: Expression): void {
  if (tree.kind === 'literal' || tree.kind === 'field') return;
  if (tree.kind === 'not' || tree.kind === 'minus') return check(tree.operand);
  if (tree.kind === 'binary') return [tree.left, tree.right].forEach(check);
  const known = Object.hasOwn(evalFunctions, tree.name) ? evalFunctions[tree.name] : undefined;
  if (known === undefined) throw new Unsupported(`the function ${tree.name}`);
  const count = tree.args.length;
  if (count < known.least || count > known.most) throw new Unsupported(`${tree.name} with ${count} arguments`);
  tree.args.forEach(check);
}

function evaluate(tree: Expression, fields: Fields): Value {
  switch (tree.kind) {
    case 'literal': return tree.value;
    case 'field': return Object.hasOwn(fields, tree.name) ? fields[tree.name] ?? null : null;
    case 'call': return evalFunctions[tree.name]?.call(tree.args.map((one) => () => evaluate(one, fields))) ?? null;
    case 'not': return negated(truth('NOT', evaluate(tree.operand, fields)));
    case 'minus': return minus(numberOf(evaluate(tree.operand, fields)));
    case 'binary': return binary(tree.operator, tree.left, tree.right, fields);
  }
}

function binary(operator: string, left: Expression, right: Expression, fields: Fields): Value {
  if (operator === 'AND' || operator === 'OR') return both(operator, truth(operator, evaluate(left, fields)), truth(operator, evaluate(right, fields)));
  const [a, b] = [evaluate(left, fields), evaluate(right, fields)];
  return ['+', '-', '*', '/', '%', '.'].includes(operator) ? calculated(operator, a, b) : compared(operator, a, b);
}

/** Where it matters whether null is false or unknown, no manual says so: only NOT would show it, and refuses. */
function both(operator: 'AND' | 'OR', a: boolean | null, b: boolean | null): boolean | null {
  const decisive = operator === 'OR';
  if (a === decisive || b === decisive) return decisive;
  return a === null || b === null ? null : !decisive;
}

function negated(value: boolean | null): boolean {
  if (value === null) throw new Unsupported('NOT of null');
  return !value;
}

function minus(value: number | undefined): number | null {
  return value === undefined ? null : -value;
}
