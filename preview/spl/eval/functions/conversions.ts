/** Conversion functions. */
import { Unsupported } from '../../unsupported';
import { type EvalFunctions, ofTexts, ofValues } from '../function';
import { printf } from '../printf';
import { numberOf, textOf, type Value } from '../values';

export const conversions: EvalFunctions = {
  printf: ofValues(1, Infinity, (format = null, ...values) => format === null ? null : printf(textOf(format, 'printf'), values)),
  tonumber: ofValues(1, 2, (text = null, base = 10) => toNumber(text, base)),
  tostring: ofValues(1, 2, (value = null, format = null) => toText(value, format)),
  typeof: ofValues(1, 1, (value = null) => typeOf(value)),
  urldecode: ofTexts('urldecode', 1, 1, decoded),
};

function toNumber(text: Value, base: Value): Value {
  if (base === 10) return numberOf(text) ?? null;
  const isOf = typeof base === 'number' && base >= 2 && base <= 36;
  if (!isOf) throw new Unsupported(`tonumber to the base ${JSON.stringify(base)}`);
  const found = text === null ? NaN : parseInt(String(text), base);
  return Number.isNaN(found) || found.toString(base) !== String(text).toLowerCase().replace(/^0+(?=.)/, '') ? null : found;
}

function toText(value: Value, format: Value): Value {
  if (format === null) return typeof value === 'boolean' ? (value ? 'True' : 'False') : value === null ? 'Null' : textOf(value, 'tostring');
  const number = numberOf(value);
  if (number === undefined) return null;
  if (format === 'binary') return Math.trunc(number).toString(2);
  if (format === 'hex') return `0x${Math.trunc(number).toString(16).toUpperCase()}`;
  if (format === 'commas') return commas(number);
  if (format === 'duration' && number >= 0) return duration(number);
  throw new Unsupported(`tostring as ${JSON.stringify(format)} of ${number}`);
}

/** Rounded to two places, without those that are zero. */
function commas(number: number): string {
  const text = Number.isInteger(number) ? String(number) : number.toFixed(2);
  return text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

/** [days+]HH:MM:SS[.microseconds] */
function duration(number: number): string {
  const micros = Math.round(number * 1e6);
  const seconds = Math.floor(micros / 1e6);
  const days = Math.floor(seconds / 86400);
  const rest = micros % 1e6;
  const clock = new Date((seconds % 86400) * 1000).toISOString().slice(11, 19);
  return `${days > 0 ? `${days}+` : ''}${clock}${rest > 0 ? `.${String(rest).padStart(6, '0')}` : ''}`;
}

function typeOf(value: Value): string {
  if (value === null) return 'Invalid';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'object') throw new Unsupported('typeof of a multivalue field');
  return numberOf(value) === undefined ? 'String' : 'Number';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Unsupported(`urldecode of ${text}`);
  }
}
