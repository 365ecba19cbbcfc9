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

/** `-count, +host, num(port)`: a sign may stand apart from its field. */
export function sortKeys(args: Arguments): SortKey[] {
  const found: SortKey[] = [];
  while (!args.isAtEnd && !args.isNext('desc', 'd')) {
    const sign = args.take('-') ? '-' : args.take('+') ? '+' : '';
    const written = sign + args.value();
    const name = written.replace(/^[-+]/, '');
    const inner = args.parenthesised();
    const compare = inner === undefined ? automatic : Object.hasOwn(conversions, name) ? conversions[name] : undefined;
    if (compare === undefined) args.refuse(`the conversion ${name}`);
    found.push({ field: (inner ?? name).trim(), sign: written.startsWith('-') ? -1 : 1, compare });
    args.take(',');
  }
  return found;
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
