/** The commands that are known: contents page. */
import { append, appendpipe } from './commands/append';
import { bin } from './commands/bin';
import { chart } from './commands/chart';
import { evalCommand } from './commands/eval';
import { fields, rename, table } from './commands/fields';
import { fillnull, filldown } from './commands/fill';
import { format, returnCommand } from './commands/format';
import { inputlookup, lookup } from './commands/lookup';
import { makeresults } from './commands/makeresults';
import { makemv, mvexpand, nomv } from './commands/multivalue';
import { regex, rex } from './commands/rex';
import { dedup, head, reverse, tail } from './commands/rows';
import { search } from './commands/search';
import { sort } from './commands/sort';
import { eventstats, stats } from './commands/stats';
import { streamstats } from './commands/streamstats';
import { timechart } from './commands/timechart';
import { rare, top } from './commands/top';
import { tstats } from './commands/tstats';
import { where } from './commands/where';
import type { CompileCommand } from './stage';

export const commands: Readonly<Record<string, CompileCommand>> = {
  append, appendpipe, bin, bucket: bin, chart, dedup, eval: evalCommand, eventstats, fields, filldown, fillnull, format, head, inputlookup,
  lookup, makemv, makeresults, mvexpand, nomv, rare, regex, rename, return: returnCommand, reverse, rex, search, sort, stats, streamstats,
  table, tail, timechart, top, tstats, where,
};
