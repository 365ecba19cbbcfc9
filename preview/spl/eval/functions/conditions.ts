/** Comparison and conditional functions. */
import { isWithin, networkOf } from '../../search/networks';
import { Unsupported } from '../../unsupported';
import { type Compiled, type EvalFunctions, ofTexts, ofValues, truth } from '../function';
import { pcre } from '../pcre';
import { compared, type Fields, numberOf, type Value } from '../values';

export const conditions: EvalFunctions = {
  case: { least: 2, most: Infinity, call: chosen },
  cidrmatch: ofTexts('cidrmatch', 2, 2, cidrMatch),
  coalesce: { least: 1, most: Infinity, call: (args, fields) => args.reduce<Value>((found, next) => found ?? next(fields), null) },
  false: ofValues(0, 0, () => false),
  if: { least: 3, most: 3, call: ([condition, yes, no], fields) => (truth('if', condition?.(fields) ?? null) === true ? yes : no)?.(fields) ?? null },
  in: ofValues(2, Infinity, (value = null, ...list) => value === null ? null : list.some((one) => compared('==', value, one) === true)),
  isint: ofValues(1, 1, (value = null) => Number.isInteger(numberOf(value))),
  isnotnull: ofValues(1, 1, (value) => value !== null),
  isnull: ofValues(1, 1, (value) => value === null),
  isnum: ofValues(1, 1, (value = null) => numberOf(value) !== undefined),
  isstr: ofValues(1, 1, (value = null) => typeof value === 'string' && numberOf(value) === undefined),
  like: ofTexts('like', 2, 2, (text, pattern = '') => like(pattern).test(text)),
  match: ofTexts('match', 2, 2, (text, regex = '') => pcre(regex).test(text)),
  null: ofValues(0, 0, () => null),
  nullif: ofValues(2, 2, (a = null, b = null) => compared('==', a, b) === true ? null : a),
  true: ofValues(0, 0, () => true),
  validate: { least: 2, most: Infinity, call: failed },
};

function chosen(args: readonly Compiled[], fields: Fields): Value {
  if (args.length % 2 !== 0) throw new Unsupported('case without a value for its last condition');
  for (let at = 0; at < args.length; at += 2) {
    if (truth('case', args[at]?.(fields) ?? null) === true) return args[at + 1]?.(fields) ?? null;
  }
  return null;
}

/** The opposite of case: the value of the first condition that does not hold. */
function failed(args: readonly Compiled[], fields: Fields): Value {
  if (args.length % 2 !== 0) throw new Unsupported('validate without a value for its last condition');
  for (let at = 0; at < args.length; at += 2) {
    if (truth('validate', args[at]?.(fields) ?? null) === false) return args[at + 1]?.(fields) ?? null;
  }
  return null;
}

function cidrMatch(cidr: string, ip = ''): boolean {
  const network = networkOf(cidr);
  if (network === undefined) throw new Unsupported(`cidrmatch of ${JSON.stringify(cidr)}`);
  return isWithin(network, ip);
}

const likes = new Map<string, RegExp>();

/** % is any text, _ any character; the case matters. */
function like(pattern: string): RegExp {
  if (pattern.includes('\\')) throw new Unsupported(`a backslash in like: ${pattern}`);
  const text = pattern.replace(/[.*+?^${}()|[\]/]/g, '\\$&').replaceAll('%', '.*').replaceAll('_', '.');
  const regex = likes.get(pattern) ?? new RegExp(`^${text}$`, 's');
  likes.set(pattern, regex);
  return regex;
}
