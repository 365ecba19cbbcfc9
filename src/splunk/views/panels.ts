/** Panels that the views are made of, each kind with the look that it has everywhere. */
export interface Panel {
  readonly type: 'splunk.singlevalue' | 'splunk.column' | 'splunk.line' | 'splunk.bar' | 'splunk.table' | 'splunk.markdown';
  readonly title?: string;
  /** Below the title: the unit, or what would fill an empty panel. */
  readonly description?: string;
  readonly search?: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly eventHandlers?: readonly EventHandler[];
}

export type EventHandler = LinkTo | SetTokens;

interface LinkTo {
  readonly type: 'drilldown.linkToDashboard';
  readonly options: {
    readonly app: 'ebpf_trace';
    readonly dashboard: string;
    readonly newTab: boolean;
    /** token: of the target view; value: a name, as row.Process.value, without dollars. */
    readonly tokens: readonly { readonly token: string; readonly value: string }[];
  };
}

interface SetTokens {
  readonly type: 'drilldown.setToken';
  readonly options: { readonly tokens: readonly { readonly token: string; readonly key: string }[] };
}

/** Readable on dark and on light: failures are red, what went well is a calm blue, what needs a look is amber. */
export const colors = { good: '#118832', calm: '#3C8DBC', warning: '#CBA700', bad: '#DC4E41', other: '#708794' } as const;

export const outcomeColors = {
  established: colors.calm, refused: colors.bad, timed_out: '#F8791E', unreachable: '#B6492B', reset: '#D6563C',
  aborted: '#F2B827', denied: '#A84D82', address_unavailable: '#7B56DB', failed: '#9F1D35', OTHER: colors.other,
} as const;

interface Value {
  readonly title: string;
  readonly search: string;
  readonly field: string;
  readonly unit?: string;
  readonly description?: string;
  /** From which value on it is red. */
  readonly badFrom?: number;
}

export function singleValue({ title, search, field, unit, description, badFrom }: Value): Panel {
  return {
    type: 'splunk.singlevalue', title, search, ...(description !== undefined && { description }),
    options: {
      majorValue: `> primary | seriesByName("${field}") | lastPoint()`,
      trendDisplay: 'off', sparklineDisplay: 'off', shouldUseThousandSeparators: true, majorFontSize: 30,
      ...(unit !== undefined && { unit, unitPosition: 'after' }),
      ...(badFrom !== undefined && { majorColor: '> majorValue | rangeValue(colorRanges)' }),
    },
    ...(badFrom !== undefined && { context: { colorRanges: [{ to: badFrom, value: colors.good }, { from: badFrom, value: colors.bad }] } }),
  };
}

interface Chart {
  readonly title: string;
  readonly description: string;
  readonly search: string;
  readonly y: string;
  readonly seriesColors?: Readonly<Record<string, string>>;
  readonly drilldown?: EventHandler;
}

/** Over time, stacked: the height is the sum. */
export function columns({ title, description, search, y, seriesColors, drilldown }: Chart): Panel {
  return {
    type: 'splunk.column', title, description, search,
    options: {
      stackMode: 'stacked', yAxisTitleText: y, xAxisTitleVisibility: 'hide', legendDisplay: 'right', legendTruncation: 'ellipsisMiddle',
      ...(seriesColors && { seriesColorsByField: seriesColors }),
    },
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

export function lines({ title, description, search, y, seriesColors, drilldown }: Chart): Panel {
  return {
    type: 'splunk.line', title, description, search,
    options: {
      yAxisTitleText: y, xAxisTitleVisibility: 'hide', legendDisplay: 'right', legendTruncation: 'ellipsisMiddle', nullValueDisplay: 'gaps',
      ...(seriesColors && { seriesColorsByField: seriesColors }),
    },
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

export function bars({ title, description, search, y, seriesColors, drilldown }: Chart): Panel {
  return {
    type: 'splunk.bar', title, description, search,
    options: {
      stackMode: 'stacked', yAxisTitleText: y, xAxisTitleVisibility: 'hide', legendDisplay: 'off', dataValuesDisplay: 'all',
      ...(seriesColors && { seriesColorsByField: seriesColors }),
    },
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

interface Table {
  readonly title: string;
  readonly description: string;
  readonly search: string;
  readonly rows?: number;
  /** Columns whose values are counted failures: red where above 0. */
  readonly bad?: readonly string[];
  /** Columns of large numbers, with separators. */
  readonly large?: readonly string[];
  readonly widths?: Readonly<Record<string, number>>;
  /** Values of a column and their colours. */
  readonly marks?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly drilldown?: EventHandler;
}

export function table({ title, description, search, rows = 10, bad = [], large = [], widths = {}, marks = {}, drilldown }: Table): Panel {
  const names = [...new Set([...bad, ...large, ...Object.keys(widths), ...Object.keys(marks)])];
  const format = (name: string): Record<string, unknown> => ({
    ...(large.includes(name) && { data: `> table | seriesByName("${name}") | formatByType(largeNumbers)` }),
    ...(bad.includes(name) && { rowColors: `> table | seriesByName("${name}") | rangeValue(failures)` }),
    ...(marks[name] && { rowColors: `> table | seriesByName("${name}") | matchValue(${contextName(name)})` }),
    ...(widths[name] !== undefined && { width: widths[name] }),
  });
  const matches = Object.entries(marks).map(([name, byValue]) =>
    [contextName(name), Object.entries(byValue).map(([match, value]) => ({ match, value }))] as const);
  return {
    type: 'splunk.table', title, description, search,
    options: { count: rows, showInternalFields: false, headerVisibility: 'fixed', ...(names.length > 0 && { columnFormat: Object.fromEntries(names.map((name) => [name, format(name)])) }) },
    context: {
      ...(large.length > 0 && { largeNumbers: { number: { thousandSeparated: true, unitPosition: 'after' } } }),
      ...(bad.length > 0 && { failures: [{ to: 1, value: colors.other }, { from: 1, value: colors.bad }] }),
      ...Object.fromEntries(matches),
    },
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

const contextName = (column: string): string => `${column.toLowerCase().replaceAll(' ', '_')}_colors`;

export function markdown(text: string): Panel {
  return { type: 'splunk.markdown', options: { markdown: text } };
}

/** To another view of the app, with the time range and these tokens of it. */
export function linkTo(dashboard: string, tokens: Readonly<Record<string, string>>): EventHandler {
  const time = ['global_time.earliest', 'global_time.latest'].map((token) => ({ token, value: token }));
  return {
    type: 'drilldown.linkToDashboard',
    options: { app: 'ebpf_trace', dashboard, newTab: false, tokens: [...Object.entries(tokens).map(([token, value]) => ({ token, value })), ...time] },
  };
}

export function setTokens(tokens: Readonly<Record<string, string>>): EventHandler {
  return { type: 'drilldown.setToken', options: { tokens: Object.entries(tokens).map(([token, key]) => ({ token, key })) } };
}
