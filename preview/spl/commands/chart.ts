import { Arguments } from '../arguments';
import { automatic } from '../order';
import type { CompileCommand } from '../stage';
import { aggregations, refuseClashes } from '../statistics/aggregations';
import { pivot } from '../statistics/pivot';
import { splitOptionNames, splitOptions } from '../statistics/split';
import { binOf, binOptionNames } from './bin';

const names = [...splitOptionNames, ...binOptionNames] as const;

/** chart: a row for each value of one field, a column for each value of another. */
export const chart: CompileCommand = (text, context) => {
  const args: Arguments = new Arguments('chart', text);
  const before = args.options(names);
  const all = aggregations(args, context, 'by', 'over');
  const over = args.take('over') ? [args.value()] : [];
  const by = args.take('by') ? args.names() : [];
  const { span, bins, minspan, aligntime, ...split } = { ...before, ...args.options(names) };
  args.end();
  const [row, column, ...more] = [...over, ...by];
  if (all.length === 0 || row === undefined || more.length > 0) args.refuse('other than functions by one or two fields');
  refuseClashes(args, all, [row, ...(column === undefined ? [] : [column])]);
  if (column !== undefined && all.some(({ field }) => field === column)) args.refuse(`a function of ${column} beside`);
  const intoBins = binOf(definedOnly({ span, bins, minspan, aligntime }), row, args, context);
  const options = splitOptions(split, args);
  return {
    reads: [row, ...(column === undefined ? [] : [column]), ...all.flatMap(({ reads }) => reads)],
    makes: column === undefined ? [row, ...all.map(({ as }) => as)] : [row],
    leaves: column === undefined ? 'only' : 'any',
    apply: (table) => pivot(intoBins(table), { row, column, all, options, starts: [], order: automatic }),
  };
};

function definedOnly(options: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Record<string, string>;
}
