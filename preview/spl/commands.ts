/** The commands that are known: contents page. */
import { addinfo } from './commands/addinfo';
import { append, appendpipe } from './commands/append';
import { bin } from './commands/bin';
import { chart } from './commands/chart';
import { evalCommand } from './commands/eval';
import { fields, rename, table } from './commands/fields';
import { fillnull, filldown } from './commands/fill';
import { foreach } from './commands/foreach';
import { format, returnCommand } from './commands/format';
import { eventcount, metadata, rest, savedsearch } from './commands/generate';
import { inputlookup, lookup } from './commands/lookup';
import { makeresults } from './commands/makeresults';
import { makemv, mvexpand, nomv } from './commands/multivalue';
import { transpose, untable, xyseries } from './commands/reshape';
import { regex, rex } from './commands/rex';
import { dedup, head, reverse, tail } from './commands/rows';
import { search } from './commands/search';
import { sort } from './commands/sort';
import { eventstats, stats } from './commands/stats';
import { streamstats } from './commands/streamstats';
import { timechart } from './commands/timechart';
import { rare, top } from './commands/top';
import { addcoltotals, addtotals } from './commands/totals';
import { tstats } from './commands/tstats';
import { where } from './commands/where';
import type { CompileCommand } from './stage';

export const commands: Readonly<Record<string, CompileCommand>> = {
  addcoltotals, addinfo, addtotals, append, appendpipe, bin, bucket: bin, chart, dedup, eval: evalCommand, eventcount, eventstats, fields, filldown,
  fillnull, foreach, format, head, inputlookup, lookup, makemv, makeresults, metadata, mvexpand, nomv, rare, regex, rename, rest,
  return: returnCommand, reverse, rex, savedsearch, search, sort, stats, streamstats, table, tail, timechart, top, transpose, tstats, untable,
  where, xyseries,
};
