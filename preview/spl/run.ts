/**
 * Searches in SPL over events in memory: for tests and the preview. Only what this app uses is known, with the meaning
 * that Splunk's manuals give it; all else is refused by its name. Times are in UTC.
 */
import { commands } from './commands';
import { readConf } from '../../src/splunk/conf';
import { expanded } from './macros';
import { type Command, commandsOf } from './pipeline';
import { asResult, type Result, type Table } from './rows';
import { SearchTime } from './search_time';
import type { Context, Stage } from './stage';
import type { TimeRange } from './time';
import { Unsupported } from './unsupported';
import type { World } from './world';

export type { Result, Row, Value } from './rows';
export { relativeTime, type TimeRange } from './time';
export type { IndexedEvent, World } from './world';

/** @param base rows of the search that this one is chained to; it then begins with a command, with or without a pipe */
export function run(world: World, spl: string, range: TimeRange, base?: Result): Result {
  const text = expanded(spl, readConf(world.app, 'macros'));
  return asResult(execute(text, contextOf(world, range), base));
}

function execute(text: string, context: Context, base?: Table): Table {
  const stages = stagesOf(text, context, base !== undefined);
  return stages.reduce<Table>((table, stage) => stage.apply(table), base ?? { rows: [] });
}

/** @param text without macros */
export function stagesOf(text: string, context: Context, isChained: boolean): readonly Stage[] {
  return commandsOf(text, isChained).map((command, at) => compile(command, { ...context, isFirst: at === 0 && !isChained }));
}

function compile({ name, text }: Command, context: Context): Stage {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new Unsupported(`the command ${name}`);
  return command(text, context);
}

export function contextOf(world: World, range: TimeRange): Context {
  let searchTime: SearchTime | undefined;
  const context: Context = {
    world,
    range,
    isFirst: true,
    now: () => world.now,
    searchTime: () => searchTime ??= new SearchTime(world.app),
    search: (spl, base) => asResult(execute(expanded(spl, readConf(world.app, 'macros')), context, base)),
  };
  return context;
}
