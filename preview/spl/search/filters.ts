/** What the terms of a search ask of an event or row. */
import { holds, numberOf } from '../eval/values';
import { type Row, type Value, valueOf, valuesOf } from '../rows';
import { wildcard } from '../wildcard';
import { isWithin, networkOf } from './networks';

export interface Searched {
  readonly get: (field: string) => Value | undefined;
}

export type Filter = (event: Searched) => boolean;

export function searchedRow(row: Row): Searched {
  return { get: (field) => valueOf(row, field) };
}

/** One value of a multivalue field that fits is enough; without the field nothing fits, not even !=. */
export function comparison(name: string, operator: string, value: string): Filter {
  const fits = operator === '=' || operator === '!=' ? equality(name, operator, value) : order(operator, value);
  return (event) => {
    const found = event.get(name);
    if (found === undefined) return false;
    return typeof found === 'object' ? found.some(fits) : fits(String(found));
  };
}

function equality(name: string, operator: string, value: string): (text: string) => boolean {
  const equals = name === 'index' ? indexEquality(value) : textEquality(value);
  return operator === '=' ? equals : (text) => !equals(text);
}

function textEquality(value: string): (text: string) => boolean {
  if (value === '*') return () => true;
  const network = networkOf(value);
  if (network !== undefined) return (text) => text === value || isWithin(network, text);
  if (!value.includes('*')) {
    const lower = value.toLowerCase();
    return (text) => text.length === value.length && text.toLowerCase() === lower;
  }
  const pattern = wildcard(value, 'i');
  return (text) => pattern.test(text);
}

/** Splunk's own indexes begin with _ and are searched only where that is written. */
function indexEquality(value: string): (text: string) => boolean {
  const equals = textEquality(value);
  return value.startsWith('*') ? (text) => !text.startsWith('_') && equals(text) : equals;
}

/** Numbers as numbers, all else as text. */
function order(operator: string, value: string): (text: string) => boolean {
  const number = numberOf(value);
  return (text) => {
    const found = numberOf(text);
    if (found !== undefined && number !== undefined) return holds(operator, found - number);
    return holds(operator, text === value ? 0 : text < value ? -1 : 1);
  };
}

/** Whole words of the raw event, in this order; whatever is no letter or digit stands between words. */
export function phraseFilter(text: string): Filter {
  const inner = wildcard(text).source.slice(1, -1);
  const before = /^[a-z\d]/i.test(text) ? '(?<![a-zA-Z\\d])' : '';
  const after = /[a-z\d]$/i.test(text) ? '(?![a-zA-Z\\d])' : '';
  const pattern = new RegExp(before + inner.replaceAll('.*', '[^\\s]*') + after, 'i');
  return (event) => valuesOf(event.get('_raw')).some((raw) => pattern.test(String(raw)));
}
