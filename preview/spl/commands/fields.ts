/** fields, table, rename: which columns there are, and what they are called. */
import { Arguments } from '../arguments';
import { fieldsOf, type Row, type Table, type Value, valueOf, without } from '../rows';
import type { CompileCommand } from '../stage';
import { renamed } from '../statistics/aggregations';
import { selected } from '../wildcard';

/** Kept by fields, unless they are taken away by name. */
const internal = ['_time', '_raw'];

export const fields: CompileCommand = (text) => {
  const args = new Arguments('fields', text);
  const isLess = args.take('-');
  if (!isLess) args.take('+');
  const names = args.names();
  args.end();
  if (isLess) return { reads: [], makes: [], takes: names, leaves: 'more', apply: (table) => less(table, names) };
  return { reads: names, makes: [...names, ...internal], leaves: 'only', apply: (table) => only(table, [...internal.filter((name) => fieldsOf(table).includes(name)), ...names]) };
};

/** table: in the order that is asked for, also columns that are empty. */
export const table: CompileCommand = (text) => {
  const args = new Arguments('table', text);
  const names = args.names();
  args.end();
  return { reads: names, makes: names, leaves: 'only', apply: (rows) => only(rows, names) };
};

function only(input: Table, patterns: readonly string[]): Table {
  const names = selected(patterns, patterns.some((name) => name.includes('*')) ? fieldsOf(input).filter((name) => !name.startsWith('_')) : []);
  return { fields: names, rows: input.rows.map((row) => picked(row, names)) };
}

function picked(row: Row, names: readonly string[]): Row {
  const kept: Record<string, Value> = {};
  for (const name of names) {
    const value = valueOf(row, name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function less(input: Table, patterns: readonly string[]): Table {
  const all = fieldsOf(input);
  const gone = selected(patterns, all);
  return { fields: all.filter((name) => !gone.includes(name)), rows: input.rows.map((row) => without(row, ...gone)) };
}

export const rename: CompileCommand = (text) => {
  const args = new Arguments('rename', text);
  const pairs: (readonly [from: string, to: string])[] = [];
  while (!args.isAtEnd) {
    const from = args.value();
    pairs.push([from, args.alias() ?? args.refuse(`no AS behind ${from}`)]);
    args.take(',');
  }
  return {
    reads: pairs.map(([from]) => from), makes: pairs.map(([, to]) => to), takes: pairs.map(([from]) => from),
    leaves: pairs.some(([from]) => from.includes('*')) ? 'any' : 'more',
    apply: (input) => pairs.reduce((current, [from, to]) => withNames(current, from, to), input),
  };
};

function withNames(input: Table, from: string, to: string): Table {
  const all = fieldsOf(input);
  const names = new Map(all.flatMap((name) => selected([from], [name]).includes(name) ? [[name, from.includes('*') ? renamed(to, from, name) : to] as const] : []));
  if (names.size === 0) return input;
  const replaced = new Set(names.values());
  const kept = all.filter((name) => names.has(name) || !replaced.has(name));
  return { fields: kept.map((name) => names.get(name) ?? name), rows: input.rows.map((row) => renamedRow(row, kept, names)) };
}

function renamedRow(row: Row, kept: readonly string[], names: ReadonlyMap<string, string>): Row {
  const found: Record<string, Value> = {};
  for (const name of kept) {
    const value = valueOf(row, name);
    if (value !== undefined) found[names.get(name) ?? name] = value;
  }
  return found;
}
