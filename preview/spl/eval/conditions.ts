/** Which expressions are conditions. Splunk refuses a condition where a value is due, and the other way round. */
import type { Expression } from './parser';

const conditions = ['cidrmatch', 'false', 'in', 'isint', 'isnotnull', 'isnull', 'isnum', 'isstr', 'like', 'match', 'true'];

export function isCondition(tree: Expression): boolean {
  if (tree.kind === 'not') return true;
  if (tree.kind === 'call') return conditions.includes(tree.name);
  return tree.kind === 'binary' && ['AND', 'OR', '==', '!=', '<', '>', '<=', '>='].includes(tree.operator);
}

/** The arguments that have to be conditions: the first of if, and every other one of case and validate. */
export function conditionsOf({ name, args }: Extract<Expression, { kind: 'call' }>): readonly Expression[] {
  if (name === 'if') return args.slice(0, 1);
  return name === 'case' || name === 'validate' ? args.filter((_, at) => at % 2 === 0) : [];
}
