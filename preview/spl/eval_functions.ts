/** The functions of eval that the app uses, as the Search Reference has them. */
import { BlockList, isIP } from 'node:net';
import { Unsupported } from './eval_tokens';
import { compared, numberOf, textOf, type Value } from './eval_values';

/** Arguments that are evaluated only when asked for. */
type Lazy = () => Value;
interface EvalFunction {
  readonly least: number;
  readonly most: number;
  readonly call: (args: readonly Lazy[]) => Value;
}

const first = (args: readonly Lazy[]): Value => args[0]?.() ?? null;
const fixed = (count: number, call: EvalFunction['call']): EvalFunction => ({ least: count, most: count, call });
const some = (least: number, call: EvalFunction['call']): EvalFunction => ({ least, most: Infinity, call });

export const evalFunctions: Readonly<Record<string, EvalFunction>> = {
  case: some(2, chosen),
  cidrmatch: fixed(2, ([network, ip]) => cidrMatch(network?.() ?? null, ip?.() ?? null)),
  coalesce: some(1, (args) => args.reduce<Value>((found, next) => found ?? next(), null)),
  false: fixed(0, () => false),
  if: fixed(3, ([condition, yes, no]) => (truth('if', condition?.() ?? null) === true ? yes : no)?.() ?? null),
  in: some(2, ([value, ...list]) => isIn(value?.() ?? null, list)),
  isnotnull: fixed(1, (args) => first(args) !== null),
  isnull: fixed(1, (args) => first(args) === null),
  match: fixed(2, ([text, regex]) => matches(text?.() ?? null, regex?.() ?? null)),
  null: fixed(0, () => null),
  tonumber: { least: 1, most: 2, call: ([text, base]) => toNumber(text?.() ?? null, base?.() ?? 10) },
  tostring: { least: 1, most: 2, call: ([value, format]) => toText(value?.() ?? null, format?.() ?? null) },
  true: fixed(0, () => true),
};

/** A condition: a boolean, or null where something in it was null. */
export function truth(of: string, value: Value): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  throw new Unsupported(`${typeof value} as a condition of ${of}`);
}

function chosen(args: readonly Lazy[]): Value {
  if (args.length % 2 !== 0) throw new Unsupported('case without a value for its last condition');
  for (let at = 0; at < args.length; at += 2) {
    if (truth('case', args[at]?.() ?? null) === true) return args[at + 1]?.() ?? null;
  }
  return null;
}

function isIn(value: Value, list: readonly Lazy[]): boolean | null {
  if (value === null) return null;
  return list.some((one) => compared('==', value, one()) === true);
}

function cidrMatch(network: Value, ip: Value): boolean | null {
  if (network === null || ip === null) return null;
  const [address = '', prefix = ''] = String(network).split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d+$/.test(prefix)) throw new Unsupported(`cidrmatch of ${JSON.stringify(network)}`);
  if (isIP(String(ip)) !== family) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), name);
  return list.check(String(ip), name);
}

/** PCRE and this engine agree on what passes here. */
const foreign = /\(\?(?![:=!]|<[=!])|\[\[:|[*+?}]\+|\\[AZzGKQEhRX]/;

function matches(text: Value, regex: Value): boolean | null {
  if (text === null || regex === null) return null;
  if (foreign.test(String(regex))) throw new Unsupported(`the regular expression ${JSON.stringify(regex)}`);
  return new RegExp(String(regex)).test(String(text));
}

function toNumber(text: Value, base: Value): Value {
  if (base === 10) return numberOf(text) ?? null;
  const isOf = typeof base === 'number' && base >= 2 && base <= 36;
  if (!isOf) throw new Unsupported(`tonumber to the base ${JSON.stringify(base)}`);
  const found = text === null ? NaN : parseInt(String(text), base);
  return Number.isNaN(found) || found.toString(base) !== String(text).toLowerCase().replace(/^0+(?=.)/, '') ? null : found;
}

function toText(value: Value, format: Value): Value {
  if (format === null) return typeof value === 'boolean' ? (value ? 'True' : 'False') : value === null ? 'Null' : textOf(value);
  const number = numberOf(value);
  if (number === undefined) return null;
  if (format === 'hex') return `0x${Math.trunc(number).toString(16).toUpperCase()}`;
  if (format === 'commas') return commas(number);
  if (format === 'duration' && number >= 0 && number < 86400) return new Date(Math.trunc(number) * 1000).toISOString().slice(11, 19);
  throw new Unsupported(`tostring as ${JSON.stringify(format)} of ${number}`);
}

function commas(number: number): string {
  const text = Number.isInteger(number) ? String(number) : number.toFixed(2);
  return text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}
