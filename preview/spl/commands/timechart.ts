import { Arguments } from '../arguments';
import { numberOf } from '../eval/values';
import { asNumber } from '../order';
import type { Table } from '../rows';
import type { CompileCommand } from '../stage';
import { aggregations, refuseClashes } from '../statistics/aggregations';
import { pivot } from '../statistics/pivot';
import { splitOptionNames, splitOptions } from '../statistics/split';
import { type Span, spansOf, type TimeRange } from '../time';
import { binOptionNames, timeSpan } from './bin';

/** Behind the field to split by, span and bins would be of that field. */
const names = [...splitOptionNames, ...binOptionNames, 'cont', 'fixedrange', 'partial'] as const;

/** timechart: a row for each span of time, also those in which nothing was; a column for each value of a field. */
export const timechart: CompileCommand = (text, context) => {
  const args = new Arguments('timechart', text);
  const before = args.options(names);
  const all = aggregations(args, context, 'by');
  const between = args.options(names);
  const column = args.take('by') ? args.value() : undefined;
  const { cont, fixedrange, partial, ...options } = { ...before, ...between, ...args.options(splitOptionNames) };
  args.end();
  if (all.length === 0) args.refuse('no function');
  refuseClashes(args, all, ['_time', ...(column === undefined ? [] : [column])]);
  if (column !== undefined && all.some(({ field }) => field === column)) args.refuse(`a function of ${column} beside`);
  if (!args.truth(partial, true)) args.refuse('partial=false');
  const span = timeSpan(options, args, context);
  const isContinuous = args.truth(cont, true);
  const isFixed = args.truth(fixedrange, true);
  const split = splitOptions(options, args);
  return {
    reads: ['_time', ...(column === undefined ? [] : [column]), ...all.flatMap(({ reads }) => reads)],
    makes: column === undefined ? ['_time', ...all.map(({ as }) => as)] : ['_time'],
    leaves: column === undefined ? 'only' : 'any',
    apply: (table) => {
      const spans = inSpans(table, span);
      const starts = isContinuous ? spansOf(span, isFixed ? context.range : rangeOf(spans, span)) : [];
      return pivot(spans, { row: '_time', column, all, options: split, starts, order: asNumber });
    },
  };
};

function inSpans({ rows }: Table, span: Span): Table {
  return {
    rows: rows.flatMap((row) => {
      const time = numberOf(row._time);
      return time === undefined ? [] : [{ ...row, _time: span.floor(time) }];
    }),
  };
}

/** From the first to the last that there is. */
function rangeOf({ rows }: Table, span: Span): TimeRange {
  const times = rows.map((row) => Number(row._time));
  const [earliest, last] = [times.reduce((a, b) => Math.min(a, b), Infinity), times.reduce((a, b) => Math.max(a, b), -Infinity)];
  return times.length === 0 ? { earliest: 0, latest: 0 } : { earliest, latest: span.next(last) };
}
