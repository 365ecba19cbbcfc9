/** Only what Studio of 9.1 knows, and defaults for every token. */
import type { Definition } from './shipped';
import { columnOptions, inputOptions, keys, selectors, visualizationOptions } from './studio';

export function studioProblems(view: Definition): readonly string[] {
  return [
    ...unknown(view, keys.definition, 'the definition'),
    ...unknown(view.layout, keys.layout, 'the layout'),
    ...(view.layout.type === 'grid' ? [] : [`the layout is ${view.layout.type}, not grid`]),
    ...Object.entries(view.visualizations).flatMap(([name, one]) => [...unknown(one, keys.visualization, name), ...optionProblems(name, one, visualizationOptions), ...columnProblems(name, one.options)]),
    ...Object.entries(view.inputs).flatMap(([name, one]) => [...unknown(one, keys.input, name), ...optionProblems(name, one, inputOptions)]),
    ...Object.values(view.inputs).filter(({ options }) => options.defaultValue === undefined || options.defaultValue.length === 0).map(({ options }) => `the token ${options.token} has no default`),
    ...[...Object.entries(view.visualizations), ...Object.entries(view.inputs)].flatMap(([name, one]) => selectorProblems(name, [one.options, one.context])),
  ];
}

function unknown(part: object, known: readonly string[], what: string): readonly string[] {
  return Object.keys(part).filter((key) => !known.includes(key)).map((key) => `${what} has ${key}, which Studio of 9.1 does not know`);
}

function optionProblems(name: string, { type, options }: { readonly type: string; readonly options: object }, known: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const allowed = known[type];
  return allowed === undefined ? [`${name} is a ${type}, which is unknown`] : unknown(options, allowed, name);
}

function columnProblems(name: string, { columnFormat = {} }: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(columnFormat as Record<string, object>).flatMap(([column, format]) => unknown(format, columnOptions, `${name}, column ${column},`));
}

/** What is wrong in texts like "> table | seriesByName("x") | rangeValue(failures)": the functions, and the contexts that they name. */
function selectorProblems(name: string, [options, context = {}]: readonly unknown[]): readonly string[] {
  const expressions = textsIn([options, context]).filter((text) => /^\s*>/.test(text));
  return expressions.flatMap((text) => [...text.matchAll(/(\w+)\(([^()]*)\)/g)].flatMap(([, call = '', argument = '']) => {
    if (!selectors.includes(call)) return [`${name} uses ${call}() in ${text}`];
    const names = argument.split(',').map((one) => one.trim()).filter((one) => /^[a-z]\w*$/i.test(one));
    return names.filter((one) => !Object.hasOwn(context as object, one)).map((one) => `${name} uses the context ${one}, which is not there`);
  }));
}

export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
