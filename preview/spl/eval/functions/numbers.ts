/** Mathematical functions, and those of statistics over the arguments. */
import { type EvalFunctions, ofNumbers, ofValues } from '../function';
import { numberOf, type Value } from '../values';

export const numbers: EvalFunctions = {
  abs: ofNumbers(1, 1, Math.abs),
  ceil: ofNumbers(1, 1, Math.ceil),
  ceiling: ofNumbers(1, 1, Math.ceil),
  exp: ofNumbers(1, 1, Math.exp),
  floor: ofNumbers(1, 1, Math.floor),
  ln: ofNumbers(1, 1, Math.log),
  log: ofNumbers(1, 2, (number, base = 10) => base === 10 ? Math.log10(number) : Math.log(number) / Math.log(base)),
  max: ofValues(1, Infinity, (...values) => extreme(values, 1)),
  min: ofValues(1, Infinity, (...values) => extreme(values, -1)),
  pi: ofNumbers(0, 0, () => Math.PI),
  pow: ofNumbers(2, 2, (base, exponent = 1) => base ** exponent),
  round: ofNumbers(1, 2, rounded),
  sqrt: ofNumbers(1, 1, Math.sqrt),
};

/** Half away from zero, by the decimal places that one sees. */
export function rounded(number: number, places = 0): number {
  const shifted = (value: number, by: number): number => {
    const [digits = '', exponent = '0'] = String(value).split('e');
    return Number(`${digits}e${Number(exponent) + by}`);
  };
  return Math.sign(number) * shifted(Math.round(shifted(Math.abs(number), places)), -places);
}

/** Strings are greater than numbers; each value of a multivalue field counts, and null is passed over. */
function extreme(values: readonly Value[], sign: 1 | -1): Value {
  const present = values.flat().filter((one) => one !== null);
  return present.reduce<Value>((found, next) => found === null || order(next, found) * sign > 0 ? next : found, null);
}

function order(left: Value, right: Value): number {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  if (a !== undefined || b !== undefined) return a !== undefined ? -1 : 1;
  return String(left) < String(right) ? -1 : 1;
}
