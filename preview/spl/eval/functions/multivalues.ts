/** Multivalue functions. */
import { multivalue } from '../../rows';
import { type Compiled, type EvalFunctions, ofValues, strict } from '../function';
import { pcre } from '../pcre';
import { type Fields, numberOf, textOf, type Value } from '../values';

export const multivalues: EvalFunctions = {
  mvappend: ofValues(1, Infinity, (...values) => asValue(values.flatMap((one) => list(one)))),
  mvcount: strict(1, 1, (value) => list(value).length),
  mvdedup: strict(1, 1, (value) => asValue([...new Set(list(value))])),
  mvfind: strict(2, 2, (value, regex): Value => {
    const at = list(value).findIndex((one) => pcre(textOf(regex ?? '', 'mvfind')).test(one));
    return at < 0 ? null : at;
  }),
  mvindex: ofValues(2, 3, (value = null, from = null, to) => indexed(value, from, to)),
  mvjoin: strict(2, 2, (value, delimiter = '') => list(value).join(textOf(delimiter, 'mvjoin'))),
  mvrange: strict(2, 3, (from, to, step = 1) => range(numberOf(from), numberOf(to), numberOf(step))),
  mvsort: strict(1, 1, (value) => asValue([...list(value)].sort())),
  mvzip: { least: 2, most: 3, call: zipped },
  split: strict(2, 2, (value, delimiter = '') => asValue(textOf(value, 'split').split(textOf(delimiter, 'split')))),
};

export function list(value: Value): readonly string[] {
  if (value === null) return [];
  return typeof value === 'object' ? value : [textOf(value, 'a multivalue function')];
}

function asValue(values: readonly string[]): Value {
  return multivalue(values) ?? null;
}

/** From 0, both ends included; negative counts from the end. */
function indexed(value: Value, from: Value, to: Value | undefined): Value {
  const values = list(value);
  const at = (index: Value): number => {
    const number = numberOf(index) ?? NaN;
    return number < 0 ? values.length + number : number;
  };
  const [first, last] = [at(from), at(to ?? from)];
  return first >= 0 && last >= first && first < values.length ? asValue(values.slice(first, last + 1)) : null;
}

/** The end is not in it. */
function range(from?: number, to?: number, step?: number): Value {
  if (from === undefined || to === undefined || step === undefined || step <= 0) return null;
  return asValue(Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, at) => String(from + at * step)));
}

function zipped(args: readonly Compiled[], fields: Fields): Value {
  const [left = null, right = null, delimiter = ','] = args.map((one) => one(fields));
  const others = list(right);
  return asValue(list(left).slice(0, others.length).map((one, at) => `${one}${textOf(delimiter ?? ',', 'mvzip')}${others[at]}`));
}
