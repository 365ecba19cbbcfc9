/** Values of eval: what a field holds is text until something asks for a number. null is no value. */
import { Unsupported } from './eval_tokens';

export type Value = string | number | boolean | null;
export type Fields = Readonly<Record<string, string | number>>;

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A number, or text that is one; undefined for all else. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && numeric.test(value) ? Number(value) : undefined;
}

export function textOf(value: string | number): string {
  return String(value);
}

/** Two numbers as numbers, all else as text, case matters; null with whatever is null. */
export function compared(operator: string, left: Value, right: Value): boolean | null {
  if (left === null || right === null) return null;
  if (typeof left === 'boolean' || typeof right === 'boolean') throw new Unsupported(`${operator} of a boolean`);
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return holds(operator, a === b ? 0 : a < b ? -1 : 1);
  const [one, other] = [textOf(left), textOf(right)];
  return holds(operator, one === other ? 0 : one < other ? -1 : 1);
}

function holds(operator: string, order: number): boolean {
  switch (operator) {
    case '==': return order === 0;
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
  if (typeof left === 'boolean' || typeof right === 'boolean') throw new Unsupported(`${operator} of a boolean`);
  if (operator === '.') return textOf(left) + textOf(right);
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return arithmetic(operator, a, b);
  return operator === '+' && a === undefined && b === undefined ? textOf(left) + textOf(right) : null;
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
