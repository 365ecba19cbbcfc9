/** transpose, untable, xyseries: rows as columns and back. */
import { Arguments } from '../arguments';
import { asText } from '../order';
import { fieldsOf, type Row, type Table, type Value, valueOf } from '../rows';
import type { CompileCommand } from '../stage';
import { keyOf } from '../statistics/groups';

/** The first rows, 5 by default, as columns. */
export const transpose: CompileCommand = (text) => {
  const args = new Arguments('transpose', text);
  const names = ['column_name', 'header_field', 'include_empty'] as const;
  const before = args.options(names);
  const written = args.isAtEnd ? undefined : args.value();
  const { column_name: column = 'column', header_field: header, include_empty } = { ...before, ...args.options(names) };
  args.end();
  const most = args.number(written, 5) || Infinity;
  const keepsEmpty = args.truth(include_empty, true);
  return {
    reads: header === undefined ? [] : [header], makes: [column], leaves: 'any',
    apply: (table) => transposed(table, table.rows.slice(0, most), column, header, keepsEmpty),
  };
};

function transposed(table: Table, rows: readonly Row[], column: string, header: string | undefined, keepsEmpty: boolean): Table {
  const titles = rows.map((row, at) => header === undefined ? `row ${at + 1}` : String(valueOf(row, header) ?? ''));
  const turned = fieldsOf(table).filter((field) => field !== header).map((field) => {
    const made: Record<string, Value> = { [column]: field };
    for (const [at, row] of rows.entries()) {
      const value = valueOf(row, field);
      if (value !== undefined) made[titles[at] ?? ''] = value;
    }
    return made;
  });
  return { fields: [...new Set([column, ...titles])], rows: turned.filter((row) => keepsEmpty || Object.keys(row).length > 1) };
}

/** `untable x name value`: each other field of a row a row of its own. */
export const untable: CompileCommand = (text) => {
  const args: Arguments = new Arguments('untable', text);
  const [x = '', name = '', value, ...more] = args.names();
  args.end();
  if (value === undefined || more.length > 0) args.refuse('other than three fields');
  return {
    reads: [x], makes: [x, name, value], leaves: 'only',
    apply: (table) => {
      const others = fieldsOf(table).filter((field) => field !== x && !field.startsWith('_'));
      return { fields: [x, name, value], rows: table.rows.flatMap((row) => split(row, others, x, name, value)) };
    },
  };
};

function split(row: Row, fields: readonly string[], x: string, name: string, value: string): Row[] {
  const own = valueOf(row, x);
  return fields.flatMap((field) => {
    const found = valueOf(row, field);
    return own === undefined || found === undefined ? [] : [{ [x]: own, [name]: field, [value]: found }];
  });
}

/** `xyseries x name value ...`: the opposite; with several values the column says which. */
export const xyseries: CompileCommand = (text) => {
  const args = new Arguments('xyseries', text);
  args.options(['grouped']);
  const [x = '', name = '', ...values] = args.names();
  args.end();
  if (values.length === 0) args.refuse('fewer than three fields');
  return { reads: [x, name, ...values], makes: [x], leaves: 'any', apply: (table) => joined(table, x, name, values) };
};

function joined({ rows }: Table, x: string, name: string, values: readonly string[]): Table {
  const found = new Map<string, Record<string, Value>>();
  const names = new Set<string>();
  for (const row of rows) {
    const [own, series] = [valueOf(row, x), valueOf(row, name)];
    if (own === undefined || series === undefined) continue;
    const made = found.get(keyOf([own])) ?? { [x]: own };
    found.set(keyOf([own]), made);
    names.add(String(series));
    for (const value of values) {
      const cell = valueOf(row, value);
      if (cell !== undefined) made[titleOf(value, String(series), values)] = cell;
    }
  }
  const sorted = [...names].sort(asText);
  return { fields: [x, ...values.flatMap((value) => sorted.map((series) => titleOf(value, series, values)))], rows: [...found.values()] };
}

function titleOf(value: string, series: string, values: readonly string[]): string {
  return values.length === 1 ? series : `${value}: ${series}`;
}
