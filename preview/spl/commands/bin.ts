import { Arguments } from '../arguments';
import { numberOf } from '../eval/values';
import { type Row, type Table, valueOf, withFields } from '../rows';
import type { CompileCommand, Context } from '../stage';
import { defaultSpan, parseSpan, type Span } from '../time';

export const binOptionNames = ['span', 'bins', 'minspan', 'aligntime'] as const;
export type BinOptions = Readonly<Partial<Record<(typeof binOptionNames)[number], string>>>;

/** bin: times by the span that they are in. How bins of other numbers are written, the manuals do not agree on. */
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

/** Another field than _time is a time where its span has a unit. */
function binned(options: BinOptions, field: string, args: Arguments, context: Context): IntoBin {
  if (field !== '_time' && !/[a-z]$/.test(options.span ?? '')) args.refuse(`bins of ${field}, which is no time,`);
  const span = timeSpan(options, args, context);
  return (row, name, as) => {
    const value = numberOf(valueOf(row, name));
    return value === undefined ? row : { ...row, [as]: span.floor(value) };
  };
}

/** Asked for, or the smallest of the usual ones that gives at most so many. */
export function timeSpan({ span, bins, minspan, aligntime }: BinOptions, args: Arguments, { range }: Context): Span {
  if (minspan !== undefined || aligntime !== undefined) args.refuse(minspan === undefined ? 'the option aligntime' : 'the option minspan');
  return span === undefined ? defaultSpan(range, args.number(bins, 100)) : parseSpan(span);
}

/** For chart, whose rows may be spans of its field. */
export function binOf(options: BinOptions, field: string, args: Arguments, context: Context): (table: Table) => Table {
  if (Object.keys(options).length === 0) return (table) => table;
  const into = binned(options, field, args, context);
  return (table) => ({ ...table, rows: table.rows.map((row) => into(row, field, field)) });
}
