/** Values of eval: what a field holds is text until something asks for a number. null is no value. */
import type { Row, Value as FieldValue } from '../rows';
import { Unsupported } from '../unsupported';

export type Value = FieldValue | boolean | null;
export type Fields = Row;

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number, or text that is one; undefined for all else. */
export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && numeric.test(value) ? Number(value) : undefined;
}

/** The text of one value; what no manual says of booleans and of multivalue fields is refused. */
export function textOf(value: Exclude<Value, null>, of: string): string {
  if (typeof value === 'boolean') throw new Unsupported(`${of} of a boolean`);
  if (typeof value === 'object') throw new Unsupported(`${of} of a multivalue field`);
  return String(value);
}

/** Two numbers as numbers, all else as text, case matters; null with whatever is null. */
export function compared(operator: string, left: Value, right: Value): boolean | null {
  if (left === null || right === null) return null;
  const [one, other] = [textOf(left, operator), textOf(right, operator)];
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return holds(operator, a === b ? 0 : a < b ? -1 : 1);
  return holds(operator, one === other ? 0 : one < other ? -1 : 1);
}

export function holds(operator: string, order: number): boolean {
  switch (operator) {
    case '=': case '==': return order === 0;
    case '!=': return order !== 0;
    case '<': return order < 0;
    case '>': return order > 0;
    case '<=': return order <= 0;
    case '>=': return order >= 0;
    default: throw new Unsupported(`the operator ${operator}`);
  }
}

/** + adds two numbers and joins two strings; the others want numbers. Division by zero is null. */
export function calculated(operator: string, left: Value, right: Value): Value {
  if (left === null || right === null) return null;
  const [one, other] = [textOf(left, operator), textOf(right, operator)];
  if (operator === '.') return one + other;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic(operator, a, b);
  return operator === '+' && a === undefined && b === undefined ? one + other : null;
}

function arithmetic(operator: string, a: number, b: number): Value {
  switch (operator) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return b === 0 ? null : a / b;
    case '%': return b === 0 ? null : a % b;
    default: throw new Unsupported(`the operator ${operator}`);
  }
}
