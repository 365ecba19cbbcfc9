/**
 * A view of Dashboard Studio as the app defines it: inputs, searches, and panels in rows. `studio` makes of it the
 * definition that Splunk reads: grid layout, single layout, as Splunk 9.1 knows them.
 */
import type { Panel } from './panels';

export interface Search {
  /** SPL. Of a chain: what goes on with the result of its base. */
  readonly query: string;
  /** Name of the search that this one goes on from; it must end in a transforming command. */
  readonly base?: string;
  /** A span of its own where the time picker must not decide. */
  readonly span?: { readonly earliest: string; readonly latest: string };
}

export interface Input {
  readonly type: 'input.timerange' | 'input.dropdown' | 'input.multiselect' | 'input.text';
  readonly title: string;
  readonly token: string;
  readonly value: string | readonly string[];
  /** Choices that are always there: label and value. */
  readonly choices?: readonly (readonly [label: string, value: string])[];
  /** Further choices: a search, and the field of it that is the label; what it chooses is its field value. */
  readonly search?: string;
  readonly field?: string;
}

export interface Row {
  readonly height: number;
  /** Panels by name, with their widths of 1200. */
  readonly panels: Readonly<Record<string, number>>;
}

export interface View {
  /** File name, and the name in links. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly inputs: readonly Input[];
  readonly searches: Readonly<Record<string, Search>>;
  /** Tokens that no input sets but a click, with their values before it. */
  readonly tokens?: Readonly<Record<string, string>>;
  readonly panels: Readonly<Record<string, Panel>>;
  readonly rows: readonly Row[];
}

/** The whole width of the grid. */
export const gridWidth = 1200;

/** The definition inside of the view's XML. */
export function studio(view: View): object {
  return {
    title: view.label,
    description: view.description,
    inputs: Object.fromEntries(view.inputs.map((input) => [inputName(input), inputOf(input)])),
    defaults: defaults(view),
    dataSources: Object.fromEntries(Object.entries(view.searches).map(([name, search]) => [name, dataSource(name, search)])),
    visualizations: Object.fromEntries(Object.entries(view.panels).map(([name, panel]) => [name, visualization(panel)])),
    layout: { type: 'grid', globalInputs: view.inputs.map(inputName), options: {}, structure: structure(view.rows) },
  };
}

function defaults({ tokens }: View): object {
  const queryParameters = { earliest: '$global_time.earliest$', latest: '$global_time.latest$' };
  return {
    dataSources: { 'ds.search': { options: { queryParameters } } },
    ...(tokens && { tokens: { default: Object.fromEntries(Object.entries(tokens).map(([token, value]) => [token, { value }])) } }),
  };
}

const inputName = ({ token }: Input): string => `input_${token}`;

function inputOf({ type, title, token, value, choices, search, field }: Input): object {
  const options = { token, defaultValue: value };
  if (search === undefined) return { type, title, options: { ...options, ...(choices && { items: choices.map(([label, one]) => ({ label, value: one })) }) } };
  return {
    type, title, dataSources: { primary: search },
    options: { ...options, items: '>frame(label, value) | prepend(formattedStatics) | objects()' },
    context: {
      formattedConfig: { number: { prefix: '' } },
      formattedStatics: '>statics | formatByType(formattedConfig)',
      statics: [choices?.map(([label]) => label) ?? [], choices?.map(([, one]) => one) ?? []],
      label: `>primary | seriesByName("${field}") | renameSeries("label") | formatByType(formattedConfig)`,
      value: `>primary | seriesByName("value") | renameSeries("value") | formatByType(formattedConfig)`,
    },
  };
}

function dataSource(name: string, { query, base, span }: Search): object {
  if (base !== undefined) return { type: 'ds.chain', name, options: { extend: base, query } };
  return { type: 'ds.search', name, options: { query, ...(span && { queryParameters: span }) } };
}

function visualization({ type, title, description, search, options, context, eventHandlers }: Panel): object {
  return {
    type, title, ...(description !== undefined && { description }),
    ...(search !== undefined && { dataSources: { primary: search } }),
    options, ...(context && { context }), ...(eventHandlers && { eventHandlers }),
  };
}

/** Rows from the top, panels from the left. */
function structure(rows: readonly Row[]): object[] {
  return rows.flatMap(({ height: h, panels }, at) => {
    const y = rows.slice(0, at).reduce((sum, row) => sum + row.height, 0);
    const names = Object.keys(panels);
    return names.map((item, column) => {
      const x = names.slice(0, column).reduce((sum, name) => sum + (panels[name] ?? 0), 0);
      return { item, type: 'block', position: { x, y, w: panels[item], h } };
    });
  });
}
