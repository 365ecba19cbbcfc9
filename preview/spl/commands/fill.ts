import { Arguments } from '../arguments';
import { fieldsOf, type Row, type Table, type Value, valueOf, withFields } from '../rows';
import type { CompileCommand } from '../stage';
import { selected } from '../wildcard';

/** fillnull: a value, 0 by default, where there is none: of the fields named, which are made if need be, or of all. */
export const fillnull: CompileCommand = (text) => {
  const args = new Arguments('fillnull', text);
  const { value = '0' } = args.options(['value']);
  const names = args.names();
  args.end();
  return {
    reads: [], makes: names, leaves: 'more',
    apply: (table) => {
      const meant = names.length === 0 ? fieldsOf(table) : selected(names, fieldsOf(table));
      return withFields(table, meant, table.rows.map((row) => filled(row, meant, () => value)));
    },
  };
};

/** filldown: the last value before, where there is none. */
export const filldown: CompileCommand = (text) => {
  const args = new Arguments('filldown', text);
  const names = args.names();
  args.end();
  return { reads: names, makes: [], leaves: 'more', apply: (table) => ({ ...table, rows: filledDown(table, names) }) };
};

function filledDown(table: Table, names: readonly string[]): Row[] {
  const meant = names.length === 0 ? fieldsOf(table) : selected(names, fieldsOf(table));
  const last: Record<string, Value> = {};
  return table.rows.map((row) => {
    const whole = filled(row, meant, (name) => last[name]);
    for (const name of meant) if (whole[name] !== undefined) last[name] = whole[name];
    return whole;
  });
}

function filled(row: Row, names: readonly string[], by: (name: string) => Value | undefined): Row {
  const whole: Record<string, Value> = { ...row };
  for (const name of names) {
    const value = valueOf(row, name) ?? by(name);
    if (value !== undefined) whole[name] = value;
  }
  return whole;
}
