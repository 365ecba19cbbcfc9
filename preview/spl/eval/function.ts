/** What a function of eval is. */
import { Unsupported } from '../unsupported';
import { type Fields, numberOf, textOf, type Value } from './values';

export type Compiled = (fields: Fields) => Value;

/** What an expression knows beside its fields. */
export interface Scope {
  /** In seconds. */
  readonly now: () => number;
}

/** The scope of calculated fields, whose result must not depend on when they are looked at. */
export const noClock: Scope = { now: () => { throw new Unsupported('the time in a calculated field'); } };

export interface EvalFunction {
  readonly least: number;
  readonly most: number;
  /** Arguments are evaluated only when asked for. */
  readonly call: (args: readonly Compiled[], fields: Fields, scope: Scope) => Value;
}

export type EvalFunctions = Readonly<Record<string, EvalFunction>>;

/** A function of values, with as many arguments as `least` to `most`. */
export function ofValues(least: number, most: number, call: (...values: Value[]) => Value): EvalFunction {
  return { least, most, call: (args, fields) => call(...args.map((one) => one(fields))) };
}

/** As most are: null of anything that is null. */
export function strict(least: number, most: number, call: (...values: Exclude<Value, null>[]) => Value): EvalFunction {
  return ofValues(least, most, (...values) => values.includes(null) ? null : call(...values as Exclude<Value, null>[]));
}

/** A function of texts. */
export function ofTexts(name: string, least: number, most: number, call: (...texts: string[]) => Value): EvalFunction {
  return strict(least, most, (...values) => call(...values.map((one) => textOf(one, name))));
}

/** A function of numbers: null where a value is none, or the result. */
export function ofNumbers(least: number, most: number, call: (...numbers: number[]) => number): EvalFunction {
  return ofValues(least, most, (...values) => {
    const numbers = values.map(numberOf);
    const result = numbers.includes(undefined) ? NaN : call(...numbers as number[]);
    return Number.isFinite(result) ? result : null;
  });
}

/** A condition: a boolean, or null where something in it was null. */
export function truth(of: string, value: Value): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  throw new Unsupported(`${typeof value} as a condition of ${of}`);
}
