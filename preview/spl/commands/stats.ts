/** stats and eventstats. */
import { Arguments } from '../arguments';
import { fieldsOf, type Table, withFields } from '../rows';
import type { CompileCommand, Context } from '../stage';
import { aggregations, type Aggregation, overFields, refuseClashes } from '../statistics/aggregations';
import { combinations, Groups, results, rowOf } from '../statistics/groups';

interface Statistics {
  readonly by: readonly string[];
  readonly all: readonly Aggregation[];
}

/** Options may stand before the functions, behind them, and behind the fields. */
export function statistics<Name extends string>(args: Arguments, context: Context, names: readonly Name[]): Statistics & { readonly options: Partial<Record<Name, string>> } {
  const before = args.options(names);
  const all = aggregations(args, context, 'by');
  const between = args.options(names);
  const by = args.take('by') ? args.names() : [];
  const options = { ...before, ...between, ...args.options(names) };
  args.end();
  if (all.length === 0) args.refuse('no function');
  refuseClashes(args, all, by);
  return { by, all, options };
}

export function readsOf({ by, all }: Statistics): string[] {
  return [...by, ...all.flatMap(({ reads }) => reads)];
}

/** A group is a row; rows without a value of a by-field are in none. */
export const stats: CompileCommand = (text, context) => {
  const args = new Arguments('stats', text);
  const { by, all } = statistics(args, context, ['partitions']);
  return {
    reads: readsOf({ by, all }), makes: [...by, ...all.map(({ as }) => as)], leaves: all.some(({ field }) => field?.includes('*')) ? 'any' : 'only',
    apply: (table) => grouped(table, by, overFields(all, () => fieldsOf(table), by)),
  };
};

export function grouped({ rows }: Table, by: readonly string[], all: readonly Aggregation[]): Table {
  const groups = new Groups(by, all);
  for (const row of rows) groups.add(row);
  const found = groups.sorted().map((group) => rowOf(group, by, all));
  const isEmpty = by.length === 0 && found.length === 0;
  return { fields: [...by, ...all.map(({ as }) => as)], rows: isEmpty ? [nothing(all)] : found };
}

/** Over no rows at all there is one row: counts are 0. */
function nothing(all: readonly Aggregation[]): Table['rows'][number] {
  const groups = new Groups([], all);
  return results(groups.empty(), all);
}

/** The same, written to every row of the group. */
export const eventstats: CompileCommand = (text, context) => {
  const args = new Arguments('eventstats', text);
  const { by, all } = statistics(args, context, []);
  return { reads: readsOf({ by, all }), makes: all.map(({ as }) => as), leaves: 'more', apply: (table) => withStatistics(table, by, all) };
};

function withStatistics(table: Table, by: readonly string[], all: readonly Aggregation[]): Table {
  const groups = new Groups(by, all);
  for (const row of table.rows) groups.add(row);
  const rows = table.rows.map((row) => {
    const [values] = combinations(row, by);
    const group = values === undefined ? undefined : groups.get(values);
    return group === undefined ? row : { ...row, ...results(group.cells, all) };
  });
  return withFields(table, all.map(({ as }) => as), rows);
}

