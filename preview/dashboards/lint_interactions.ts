/** Clicks and columns: views, tokens and fields that a panel names have to be there. */
import type { Definition, Handler, Views, Visualization } from './shipped';
import { initialTokens } from './answers';
import { textsIn } from './lint_studio';
import { linted } from './lint_searches';

const times = ['global_time.earliest', 'global_time.latest'];

export function interactionProblems(view: Definition, views: Views, app: string): readonly string[] {
  return Object.entries(view.visualizations).flatMap(([name, panel]) => {
    const search = panel.dataSources?.primary;
    const fields = search === undefined ? undefined : linted(view, search, app).fields;
    const handlers = panel.eventHandlers ?? [];
    return [...fieldProblems(panel, fields), ...handlers.flatMap((handler) => [...targetProblems(handler, view, views), ...valueProblems(handler, view, fields)])]
      .map((problem) => `${name}: ${problem}`);
  });
}

/** A column that is formatted, or a series that is shown, is one of the search's. */
function fieldProblems({ options, context }: Visualization, fields: readonly string[] | undefined): readonly string[] {
  const named = textsIn([options, context]).flatMap((text) => [...text.matchAll(/seriesByName\("([^"]*)"\)/g)].map(([, field = '']) => field));
  return fields === undefined ? [] : missing([...named, ...Object.keys((options.columnFormat as object | undefined) ?? {})], fields);
}

function missing(names: readonly string[], fields: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => !fields.includes(name)).map((name) => `the search has no field ${name}`);
}

function targetProblems({ type, options }: Handler, view: Definition, views: Views): readonly string[] {
  const set = options.tokens.map(({ token }) => token);
  if (type === 'drilldown.setToken') return unset(set, view);
  if (type !== 'drilldown.linkToDashboard') return [`${type} is unknown`];
  const target = options.app === 'ebpf_trace' ? views[options.dashboard ?? ''] : undefined;
  if (target === undefined) return [`no view ${options.app}/${options.dashboard} to go to`];
  return [...unset(set, target).map((problem) => `${options.dashboard} has ${problem}`), ...[...times, ...sharedChoices(view, target)].filter((token) => !set.includes(token)).map((token) => `${token} is not passed on`)];
}

/** What is chosen here and can be chosen there. */
function sharedChoices(view: Definition, target: Definition): readonly string[] {
  const choices = ({ inputs }: Definition): readonly string[] => Object.values(inputs).map(({ options }) => options.token).filter((token) => token !== 'global_time');
  return choices(view).filter((token) => choices(target).includes(token));
}

function unset(tokens: readonly string[], view: Definition): readonly string[] {
  return tokens.filter((token) => initialTokens(view)[token] === undefined).map((token) => `no token ${token}`);
}

/** Bare names: a token of this view, the name of what was clicked on, or a field of the row. */
function valueProblems({ options }: Handler, view: Definition, fields: readonly string[] | undefined): readonly string[] {
  const known = initialTokens(view);
  const values = options.tokens.map(({ value, key }) => value ?? key ?? '');
  const rows = values.flatMap((value) => /^row\.(.+)\.value$/.exec(value)?.[1] ?? []);
  const others = values.filter((value) => !/^row\.(.+)\.value$/.test(value) && value !== 'name' && known[value] === undefined);
  return [...others.map((value) => `${value} is neither a token nor a value of the row`), ...(fields === undefined ? [] : missing(rows, fields))];
}
