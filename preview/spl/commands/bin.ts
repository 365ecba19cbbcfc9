import { Arguments } from '../arguments';
import { numberOf } from '../eval/values';
import { type Row, type Table, type Value, valueOf, withFields } from '../rows';
import type { CompileCommand, Context } from '../stage';
import { defaultSpan, parseSpan, type Span } from '../time';

export const binOptionNames = ['span', 'bins', 'minspan', 'aligntime'] as const;
export type BinOptions = Readonly<Partial<Record<(typeof binOptionNames)[number], string>>>;

/** bin: numbers and times by the span that they are in. */
export const bin: CompileCommand = (text, context) => {
  const args = new Arguments('bin', text);
  let options: BinOptions = args.options(binOptionNames);
  const field = args.value();
  const as = args.alias() ?? field;
  options = { ...options, ...args.options(binOptionNames) };
  args.end();
  const into = binned(options, field, args, context);
  return { reads: [field], makes: [as], leaves: 'more', apply: (table) => withFields(table, [as], table.rows.map((row) => into(row, field, as))) };
};

type IntoBin = (row: Row, field: string, as: string) => Row;

function binned(options: BinOptions, field: string, args: Arguments, context: Context): IntoBin {
  if (field === '_time') {
    const span = timeSpan(options, args, context);
    return replacing((value) => span.floor(value));
  }
  const size = numberOf(options.span);
  if (size === undefined || options.bins !== undefined || options.minspan !== undefined || options.aligntime !== undefined) args.refuse(`bins of ${field} without a span`);
  return replacing((value) => `${Math.floor(value / size) * size}-${Math.floor(value / size) * size + size}`);
}

function replacing(change: (value: number) => Value): IntoBin {
  return (row, field, as) => {
    const value = numberOf(valueOf(row, field));
    return value === undefined ? row : { ...row, [as]: change(value) };
  };
}

/** Asked for, or the smallest of the usual ones that gives at most so many. */
export function timeSpan({ span, bins, minspan, aligntime }: BinOptions, args: Arguments, { range }: Context): Span {
  if (minspan !== undefined || aligntime !== undefined) args.refuse(minspan === undefined ? 'the option aligntime' : 'the option minspan');
  return span === undefined ? defaultSpan(range, args.number(bins, 100)) : parseSpan(span);
}

/** Of chart, whose rows may be spans of its field. */
export function binOf(options: BinOptions, field: string, args: Arguments, context: Context): (table: Table) => Table {
  if (Object.keys(options).length === 0) return (table) => table;
  const into = binned(options, field, args, context);
  return (table) => ({ ...table, rows: table.rows.map((row) => into(row, field, field)) });
}
