/** search: events of the index where it stands first, behind that a filter of rows. */
import type { Table } from '../rows';
import { EventView, eventsIn } from '../search/events';
import { searchedRow } from '../search/filters';
import { termsOf } from '../search/subsearch';
import { parseSearch, type SearchTerms } from '../search/terms';
import type { CompileCommand, Context } from '../stage';
import { relativeTime, type TimeRange } from '../time';

/** What a role searches that names no index. */
const defaultIndexes = ['main'];

export const search: CompileCommand = (text, context) => {
  const terms = parseSearch(text, (spl) => termsOf(context.search(spl)));
  const { reads, inner } = terms;
  const stage = { reads, makes: [], leaves: 'more', inner: inner.map((spl) => ({ spl, isChained: false, isJoined: false })) } as const;
  if (!context.isFirst) return { ...stage, apply: ({ fields, rows }) => ({ fields, rows: rows.filter((row) => terms.filter(searchedRow(row))) }) };
  return { ...stage, makes: ['_time', '_raw'], leaves: 'more', apply: () => found(terms, context) };
};

function found({ filter, reads, times: own, inner }: SearchTerms, context: Context): Table {
  const times = { ...timesOf(inner, context), ...own };
  const searchTime = context.searchTime();
  const isMeant = reads.includes('index') ? () => true : (index: string) => defaultIndexes.includes(index);
  const rows = [];
  for (const event of eventsIn(context.world, rangeOf(times, context))) {
    if (!isMeant(event.index)) continue;
    const view = new EventView(event, searchTime);
    if (filter(view)) rows.push(view.row());
  }
  return { rows };
}

/** What a subsearch gives may be times. */
function timesOf(inner: readonly string[], context: Context): SearchTerms['times'] {
  const timed = inner.filter((spl) => /\bearliest\b/.test(spl));
  return Object.assign({}, ...timed.map((spl) => parseSearch(termsOf(context.search(spl))).times));
}

/** Times in the search itself come before those that it is run with. */
export function rangeOf({ earliest, latest }: SearchTerms['times'], { range, now }: Context): TimeRange {
  return {
    earliest: earliest === undefined ? range.earliest : relativeTime(earliest, now()),
    latest: latest === undefined ? (earliest === undefined ? range.latest : now()) : relativeTime(latest, now()),
  };
}
