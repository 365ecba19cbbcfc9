/** The searches: few at the start, quoted tokens, bounded bases that transform, fields that are there. */
import { commandsOf } from '../spl/pipeline';
import { type Linted, lintSearch } from './search_lint';
import { initialTokens } from './answers';
import { mostRows, rowBound } from './bounds';
import type { Definition } from './shipped';
import { textsIn } from './lint_studio';
import { mostSearches } from './studio';
import { filled, tokensOf } from './tokens';

const transforming = ['stats', 'chart', 'timechart', 'table', 'top', 'rare'];
const forbidden = ['join', 'transaction', 'map', 'delete', 'collect', 'outputlookup', 'sendemail'];

export function searchProblems(view: Definition, app: string): readonly string[] {
  const starting = Object.values(view.dataSources).filter(({ type }) => type === 'ds.search').length;
  return [
    ...(starting > mostSearches ? [`${starting} searches start when it opens, of at most ${mostSearches}`] : []),
    ...Object.keys(view.dataSources).flatMap((name) => [...shapeProblems(view, name), ...tokenProblems(view, name), ...linted(view, name, app).problems].map((problem) => `${name}: ${problem}`)),
    ...timeProblems(view),
  ];
}

/** Fields and problems of a search; of a chain with the fields of its base. */
export function linted(view: Definition, name: string, app: string): Linted {
  const source = view.dataSources[name];
  if (source === undefined) return { problems: [], fields: undefined };
  try {
    const query = filled(source.options.query, initialTokens(view));
    const base = source.options.extend === undefined ? undefined : linted(view, source.options.extend, app);
    return lintSearch(app, query, base);
  } catch (error) {
    return { problems: [(error as Error).message], fields: undefined };
  }
}

function shapeProblems({ dataSources }: Definition, name: string): readonly string[] {
  const { type, options } = dataSources[name] ?? { type: '', options: { query: '' } };
  const names = commandNames(options.query, options.extend !== undefined);
  if (names.length === 0) return []; // the lint of searches says why
  const bad = names.filter((one) => forbidden.includes(one)).map((one) => `uses ${one}`);
  if (type === 'ds.search') {
    const isBase = Object.values(dataSources).some((one) => one.options.extend === name);
    const last = names.at(-1) ?? '';
    return [
      ...bad, ...(isBase && !transforming.includes(last) ? [`is a base and ends in ${last}, which does not transform`] : []),
      ...((rowBound(options.query) ?? Infinity) < mostRows ? [] : [`may have ${mostRows} rows or more`]),
      ...(/^\s*\|\s*(?:rest|tstats|makeresults)\b|`ebpf_trace_index`|index=_internal/.test(options.query) ? [] : ['does not begin with the index macro']),
    ];
  }
  if (type !== 'ds.chain') return [...bad, `is a ${type}`];
  const base = dataSources[options.extend ?? ''];
  return [...bad, ...(base?.type === 'ds.search' ? [] : [`goes on from ${options.extend}, which is no base search`])];
}

function commandNames(query: string, isChained: boolean): readonly string[] {
  try {
    return commandsOf(query, isChained).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Quoted, each of them: what is typed, chosen or clicked on may hold anything. */
function tokenProblems(view: Definition, name: string): readonly string[] {
  const known = initialTokens(view);
  return tokensOf(view.dataSources[name]?.options.query ?? '').flatMap(({ name: token, filter }) => [
    ...(known[token] === undefined ? [`the token ${token} is not defined`] : []),
    ...(filter === 's' ? [] : [`the token ${token} is not quoted by |s`]),
  ]);
}

function timeProblems(view: Definition): readonly string[] {
  const known = initialTokens(view);
  const texts = textsIn([view.defaults.dataSources, Object.values(view.dataSources).map(({ options }) => options.queryParameters ?? {}), Object.values(view.inputs).map(({ options }) => options.defaultValue)]);
  const shown = Object.values(view.visualizations).flatMap((one) => textsIn([one.title, one.description, one.options]));
  return [
    ...texts.filter((text) => /(?:^|[,\s])rt/.test(text)).map((text) => `${text} is real-time`),
    ...[...texts, ...shown].flatMap(tokensOf).filter(({ name }) => known[name] === undefined).map(({ name }) => `the token ${name} is not defined`),
  ];
}
