import { Arguments } from '../arguments';
import type { Row, Value } from '../rows';
import { eventsIn, indexedField, indexedFields } from '../search/events';
import { parseSearch } from '../search/terms';
import { type CompileCommand, refuseUnlessFirst } from '../stage';
import { aggregations, refuseClashes } from '../statistics/aggregations';
import { parseSpan, type Span } from '../time';
import { rangeOf } from './search';
import { grouped } from './stats';

/** tstats: statistics over fields that are kept in the index, without a look at the events. */
export const tstats: CompileCommand = (text, context) => {
  refuseUnlessFirst('tstats', context);
  const args = new Arguments('tstats', text);
  const options = args.options(['prestats', 'summariesonly', 'allow_old_summaries', 'local', 'append', 'chunk_size']);
  if (args.truth(options.prestats, false) || args.truth(options.append, false)) args.refuse('prestats or append');
  const all = aggregations(args, context, 'where', 'by', 'from');
  const terms = parseSearch(args.take('where') ? args.until('by') : '', (spl) => args.refuse(`[${spl}]`));
  const by = args.take('by') ? args.names() : [];
  const { span } = args.options(['span']);
  by.push(...args.names());
  args.end();
  refuseClashes(args, all, by);
  const reads = [...terms.reads, ...by, ...all.flatMap(({ reads: fields }) => fields)];
  const unknown = reads.find((field) => field === '_raw' || !indexedFields.some((known) => known === field));
  if (unknown !== undefined) args.refuse(`${unknown}, which is not kept in the index,`);
  if (by.includes('_time') && span === undefined) args.refuse('_time without a span');
  const spans = span === undefined ? undefined : parseSpan(span);
  const isMeant = terms.reads.includes('index') ? () => true : (index: string) => index === 'main';
  return {
    reads: [], makes: [...by, ...all.map(({ as }) => as)], leaves: 'only',
    apply: () => {
      const events = eventsIn(context.world, rangeOf(terms.times, context));
      const meant = events.filter((event) => isMeant(event.index) && terms.filter({ get: (field) => indexedField(event, field) }));
      return grouped({ rows: meant.map((event) => rowOf((field) => indexedField(event, field), by.includes('_time') ? spans : undefined)) }, by, all);
    },
  };
};

function rowOf(get: (field: string) => Value | undefined, span: Span | undefined): Row {
  const row: Record<string, Value> = {};
  for (const field of indexedFields) row[field] = get(field) ?? '';
  if (span !== undefined) row._time = span.floor(Number(row._time));
  return row;
}
