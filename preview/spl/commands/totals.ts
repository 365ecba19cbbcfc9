/** addtotals and addcoltotals: sums over the fields of each row, and over the rows. */
import { Arguments } from '../arguments';
import { numberOf } from '../eval/values';
import { fieldsOf, type Row, type Table, type Value, valueOf, withFields } from '../rows';
import type { CompileCommand } from '../stage';
import { selected } from '../wildcard';

const names = ['row', 'col', 'labelfield', 'label', 'fieldname'] as const;

export const addtotals: CompileCommand = (text) => {
  const args = new Arguments('addtotals', text);
  const { row, col, labelfield, label = 'Total', fieldname = 'Total' } = args.options(names);
  const patterns = args.names();
  args.end();
  const [isRow, isColumn] = [args.truth(row, true), args.truth(col, false)];
  return {
    reads: patterns, makes: [...(isRow ? [fieldname] : []), ...(isColumn && labelfield !== undefined ? [labelfield] : [])], leaves: 'more',
    apply: (table) => {
      const summed = isRow ? withRowTotals(table, meant(table, patterns), fieldname) : table;
      return isColumn ? withColumnTotals(summed, isRow ? [...meant(table, patterns), fieldname] : meant(table, patterns), labelfield, label) : summed;
    },
  };
};

export const addcoltotals: CompileCommand = (text) => {
  const args = new Arguments('addcoltotals', text);
  const { labelfield, label = 'Total' } = args.options(['labelfield', 'label']);
  const patterns = args.names();
  args.end();
  return {
    reads: patterns, makes: labelfield === undefined ? [] : [labelfield], leaves: 'more',
    apply: (table) => withColumnTotals(table, meant(table, patterns), labelfield, label),
  };
};

/** Those that are named, or all but the internal ones. */
function meant(table: Table, patterns: readonly string[]): string[] {
  return selected(patterns.length === 0 ? ['*'] : patterns, fieldsOf(table).filter((name) => !name.startsWith('_')));
}

/** What is no number is passed over. */
function total(values: readonly (Value | undefined)[]): number | undefined {
  const numbers = values.flatMap((value) => numberOf(value) ?? []);
  return numbers.length === 0 ? undefined : numbers.reduce((sum, one) => sum + one, 0);
}

function withRowTotals(table: Table, fields: readonly string[], name: string): Table {
  return withFields(table, [name], table.rows.map((row) => ({ ...row, [name]: total(fields.map((field) => valueOf(row, field))) ?? 0 })));
}

function withColumnTotals(table: Table, fields: readonly string[], labelField: string | undefined, label: string): Table {
  const row: Record<string, Value> = {};
  for (const field of fields) {
    const sum = total(table.rows.map((one: Row) => valueOf(one, field)));
    if (sum !== undefined) row[field] = sum;
  }
  if (labelField !== undefined) row[labelField] = label;
  return withFields(table, labelField === undefined ? [] : [labelField], [...table.rows, row]);
}
