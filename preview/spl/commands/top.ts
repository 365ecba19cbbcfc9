import { Arguments } from '../arguments';
import { asText } from '../order';
import type { Row, Table, Value } from '../rows';
import type { CompileCommand, Stage } from '../stage';
import { combinations, keyOf } from '../statistics/groups';

const names = ['limit', 'showperc', 'showcount', 'countfield', 'percentfield', 'useother'] as const;

interface Asked {
  readonly fields: readonly string[];
  readonly by: readonly string[];
  readonly limit: number;
  readonly sign: 1 | -1;
  readonly countField: string | undefined;
  readonly percentField: string | undefined;
}

/** top and rare: the values that are most, or least, frequent, with their share. */
export const top: CompileCommand = (text) => frequent('top', text, -1);
export const rare: CompileCommand = (text) => frequent('rare', text, 1);

function frequent(name: string, text: string, sign: 1 | -1): Stage {
  const args = new Arguments(name, text);
  const before = args.options(names);
  const [first = '', ...others] = args.names('by');
  const isCount = /^\d+$/.test(first);
  const by = args.take('by') ? args.names() : [];
  const options = { ...before, ...args.options(names) };
  args.end();
  if (args.truth(options.useother, false)) args.refuse('useother');
  const asked = {
    fields: isCount ? others : [first, ...others], by, sign,
    limit: args.number(isCount ? first : options.limit, 10) || Infinity,
    countField: args.truth(options.showcount, true) ? options.countfield ?? 'count' : undefined,
    percentField: args.truth(options.showperc, true) ? options.percentfield ?? 'percent' : undefined,
  };
  const shown = [asked.countField, asked.percentField].filter((one) => one !== undefined);
  return { reads: [...by, ...asked.fields], makes: [...by, ...asked.fields, ...shown], leaves: 'only', apply: (table) => counted(table, asked) };
}

interface Counted {
  readonly values: readonly (string | number)[];
  count: number;
}

function counted({ rows }: Table, asked: Asked): Table {
  const { by, fields, countField, percentField } = asked;
  const groups = new Map<string, Map<string, Counted>>();
  for (const row of rows) for (const values of combinations(row, [...by, ...fields])) add(groups, keyOf(values.slice(0, by.length)), values);
  const found = [...groups].sort(([a], [b]) => asText(a, b)).flatMap(([, group]) => shares([...group.values()], asked));
  return { fields: [...by, ...fields, ...[countField, percentField].filter((one) => one !== undefined)], rows: found };
}

function add(groups: Map<string, Map<string, Counted>>, key: string, values: readonly (string | number)[]): void {
  const group = groups.get(key) ?? new Map<string, Counted>();
  groups.set(key, group);
  const found = group.get(keyOf(values)) ?? { values, count: 0 };
  group.set(keyOf(values), found);
  found.count += 1;
}

/** Where counts are the same, the last in the order of text comes first (top, "Lexicographic order of results"). Percentages have six decimals. */
function shares(group: readonly Counted[], { by, fields, limit, sign, countField, percentField }: Asked): Row[] {
  const total = group.reduce((sum, { count }) => sum + count, 0);
  const sorted = [...group].sort((a, b) => sign * (a.count - b.count) || asText(keyOf(b.values), keyOf(a.values)));
  return sorted.slice(0, limit).map(({ values, count }) => {
    const row: Record<string, Value> = Object.fromEntries([...by, ...fields].map((name, at) => [name, values[at] ?? '']));
    if (countField !== undefined) row[countField] = count;
    if (percentField !== undefined) row[percentField] = (100 * count / total).toFixed(6);
    return row;
  });
}
