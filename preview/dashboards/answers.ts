/** Runs the searches of a view over events in memory: base searches first, then what goes on from them. */
import { relativeTime, type Result, run, type World } from '../spl/run';
import type { DataSource, Definition } from './shipped';
import { filled, type Tokens } from './tokens';

/** Tokens as they are when the view opens; a time range gives two. */
export function initialTokens({ inputs, defaults }: Definition): Tokens {
  const ofInputs = Object.values(inputs).map(({ options }) => [options.token, options.defaultValue] as const);
  const others = Object.entries(defaults.tokens?.default ?? {}).map(([token, { value }]) => [token, value] as const);
  return withTimes(Object.fromEntries([...ofInputs, ...others]));
}

/** The two tokens that searches use, from one as "-24h@h,now". */
export function withTimes(tokens: Tokens): Tokens {
  const [earliest = '', latest = ''] = String(tokens.global_time).split(',');
  return { ...tokens, 'global_time.earliest': earliest, 'global_time.latest': latest };
}

/** The result of one search of the view. */
export function answer(world: World, view: Definition, name: string, tokens: Tokens): Result {
  const source = sourceOf(view, name);
  const query = filled(source.options.query, tokens);
  const { extend } = source.options;
  if (extend !== undefined) return run(world, query, rangeOf(view, sourceOf(view, extend), tokens, world.now), answer(world, view, extend, tokens));
  return run(world, query, rangeOf(view, source, tokens, world.now));
}

function sourceOf({ dataSources }: Definition, name: string): DataSource {
  const source = dataSources[name];
  if (source === undefined) throw new Error(`no search ${name}`);
  return source;
}

function rangeOf({ defaults }: Definition, { type, options }: DataSource, tokens: Tokens, now: number): { earliest: number; latest: number } {
  const parameters = options.queryParameters ?? defaults.dataSources[type]?.options.queryParameters;
  if (parameters === undefined) throw new Error(`a ${type} without a time range`);
  const time = (text: string): number => relativeTime(filled(text, tokens), now);
  return { earliest: time(parameters.earliest), latest: time(parameters.latest) };
}
