import { Arguments } from '../arguments';
import { fieldsOf, type Result, type Table } from '../rows';
import type { CompileCommand } from '../stage';

/** append: behind the rows those of another search. */
export const append: CompileCommand = (text, context) => {
  const args = new Arguments('append', text);
  args.options(['maxtime', 'maxout', 'timeout']);
  const spl = args.subsearch();
  args.end();
  return { reads: [], makes: [], leaves: 'more', inner: [{ spl, isChained: false, isJoined: true }], apply: (table) => joined(table, context.search(spl)) };
};

/** appendpipe: behind the rows what other commands make of them. */
export const appendpipe: CompileCommand = (text, context) => {
  const args = new Arguments('appendpipe', text);
  args.options(['run_in_preview']);
  const spl = args.subsearch();
  args.end();
  return { reads: [], makes: [], leaves: 'more', inner: [{ spl, isChained: true, isJoined: true }], apply: (table) => joined(table, context.search(spl, table)) };
};

function joined(table: Table, { fields, rows }: Result): Table {
  return { fields: [...new Set([...fieldsOf(table), ...fields])], rows: [...table.rows, ...rows] };
}
