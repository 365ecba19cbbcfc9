/** lookup and inputlookup: the app's CSV files. */
import { Arguments } from '../arguments';
import { readConf } from '../../../src/splunk/conf';
import { compileCondition } from '../eval';
import { fieldsOf, type Row, type Table, withFields } from '../rows';
import { Lookup, readLookup } from '../search/lookup';
import { type CompileCommand, refuseUnlessFirst } from '../stage';

/** `lookup NAME column AS field OUTPUT column AS field`; without OUTPUT all other columns. */
export const lookup: CompileCommand = (text, { world: { app } }) => {
  const args = new Arguments('lookup', text);
  const name = args.value();
  const inputs = pairs(args);
  const isNew = args.take('outputnew');
  const outputs = isNew || args.take('output') ? pairs(args) : [];
  args.end();
  const found = new Lookup({ name, inputs, outputs, isNew }, readConf(app, 'transforms'), app);
  return {
    reads: inputs.map(({ field }) => field), makes: found.outputs, leaves: 'more',
    apply: (table) => withFields(table, found.outputs, table.rows.map((row) => found.applied(row))),
  };
};

function pairs(args: Arguments): { column: string; field: string }[] {
  const found = [];
  while (!args.isAtEnd && !args.isNext('output', 'outputnew')) {
    const column = args.value();
    found.push({ column, field: args.alias() ?? column });
    args.take(',');
  }
  return found;
}

export const inputlookup: CompileCommand = (text, context) => {
  const { app } = context.world;
  const args = new Arguments('inputlookup', text);
  const before = args.options(['append', 'max', 'start']);
  const name = args.value();
  const options = { ...before, ...args.options(['append', 'max', 'start']) };
  const holds = args.take('where') ? compileCondition(args.rest(), context) : () => true;
  args.end();
  const all = readLookup(name, readConf(app, 'transforms'), app);
  const rows = all.map(withoutEmpty).filter(holds).slice(args.number(options.start, 0)).slice(0, args.number(options.max, Infinity));
  const found: Table = { fields: Object.keys(all[0] ?? {}), rows };
  const isAppended = args.truth(options.append, false);
  if (!isAppended) refuseUnlessFirst('inputlookup', context);
  return {
    reads: [], makes: fieldsOf(found), leaves: isAppended ? 'more' : 'only',
    apply: (table) => isAppended ? { fields: [...new Set([...fieldsOf(table), ...fieldsOf(found)])], rows: [...table.rows, ...rows] } : found,
  };
};

/** An empty column is null. */
function withoutEmpty(row: Readonly<Record<string, string>>): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''));
}
