/** format and return: rows as the terms of a search around. */
import { Arguments } from '../arguments';
import { fieldsOf, type Row, valueOf } from '../rows';
import { termOf, termsOf } from '../search/subsearch';
import type { CompileCommand } from '../stage';

export const format: CompileCommand = (text) => {
  new Arguments('format', text).end();
  return {
    reads: [], makes: ['search'], leaves: 'only',
    apply: (table) => ({ fields: ['search'], rows: [{ search: termsOf({ fields: fieldsOf(table), rows: table.rows }) }] }),
  };
};

/** `return 5 field`, `return $field` for the value alone. */
export const returnCommand: CompileCommand = (text) => {
  const args = new Arguments('return', text);
  const [first = '', ...others] = args.names();
  args.end();
  const isCount = /^\d+$/.test(first);
  const names = isCount ? others : [first, ...others];
  const terms = (row: Row): string => names.flatMap((name) => {
    const value = valueOf(row, name.replace(/^\$/, ''));
    return value === undefined ? [] : [name.startsWith('$') ? String(value) : termOf(name, value)];
  }).join(' ');
  return {
    reads: names.map((name) => name.replace(/^\$/, '')), makes: ['search'], leaves: 'only',
    apply: ({ rows }) => ({ fields: ['search'], rows: [{ search: rows.slice(0, isCount ? Number(first) : 1).map((row) => `(${terms(row)})`).join(' OR ') }] }),
  };
};
