import { Arguments } from '../arguments';
import { withFields } from '../rows';
import type { CompileCommand } from '../stage';

/** addinfo: on each row the time range of the search and when it is run. */
export const addinfo: CompileCommand = (text, { range, now }) => {
  new Arguments('addinfo', text).end();
  const info = { info_min_time: range.earliest, info_max_time: range.latest, info_search_time: now() };
  const makes = Object.keys(info);
  return { reads: [], makes, leaves: 'more', apply: (table) => withFields(table, makes, table.rows.map((row) => ({ ...row, ...info }))) };
};
