import { Arguments } from '../arguments';
import { asIp, asNumber, asText, automatic, type Compare } from '../order';
import { type Row, valueOf } from '../rows';
import { type CompileCommand, selection } from '../stage';

export interface SortKey {
  readonly field: string;
  readonly sign: 1 | -1;
  readonly compare: Compare;
}

const conversions: Readonly<Record<string, Compare>> = { auto: automatic, ip: asIp, num: asNumber, str: asText };
const defaultLimit = 10000;

/** sort: at most 10,000 rows, unless a number says otherwise; 0 is all. */
export const sort: CompileCommand = (text) => {
  const args = new Arguments('sort', text);
  const { limit } = args.options(['limit']);
  const isCount = limit === undefined && /^\d+(?:\s|$)/.test(text);
  const most = args.number(isCount ? args.value() : limit, defaultLimit) || Infinity;
  const keys = sortKeys(args);
  if (keys.length === 0) args.refuse('no field');
  const isReversed = args.take('desc') || args.take('d');
  args.end();
  const used = isReversed ? keys.map((key) => ({ ...key, sign: -key.sign as 1 | -1 })) : keys;
  return selection(used.map(({ field }) => field), (rows) => sortRows(rows, used).slice(0, most));
};

/** `-count, +host, num(port)`. A sign that stands apart holds for all that have none of their own. */
export function sortKeys(args: Arguments): SortKey[] {
  const found: SortKey[] = [];
  let general: 1 | -1 = 1;
  while (!args.isAtEnd && !args.isNext('desc', 'd')) {
    if (args.take('-')) general = -1;
    else if (args.take('+')) general = 1;
    else found.push(sortKey(args.value(), args.parenthesised(), general));
    args.take(',');
  }
  return found;
}

function sortKey(written: string, inner: string | undefined, general: 1 | -1): SortKey {
  const sign = written.startsWith('-') ? -1 : written.startsWith('+') ? 1 : general;
  const name = written.replace(/^[-+]/, '');
  if (inner === undefined) return { field: name, sign, compare: automatic };
  const compare = Object.hasOwn(conversions, name) ? conversions[name] : undefined;
  return compare === undefined ? { field: `${name}(${inner})`, sign, compare: automatic } : { field: inner.trim(), sign, compare };
}

/** Without the field a row comes last. */
export function sortRows(rows: readonly Row[], keys: readonly SortKey[]): Row[] {
  return [...rows].sort((one, other) => {
    for (const { field, sign, compare } of keys) {
      const [a, b] = [valueOf(one, field), valueOf(other, field)];
      const order = a === undefined || b === undefined ? Number(a === undefined) - Number(b === undefined) : sign * compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}
