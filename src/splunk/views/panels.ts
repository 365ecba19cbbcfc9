/** Panels that the views are made of, each kind with the look that it has everywhere. */
import { colors } from './colors';
import { columnContext, columnFormat, type Columns, type Widths } from './columns';

export interface Panel {
  readonly type: 'splunk.singlevalue' | 'splunk.column' | 'splunk.line' | 'splunk.bar' | 'splunk.table';
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

interface Value {
  readonly title: string;
  readonly search: string;
  readonly field: string;
  readonly unit?: string;
  readonly description?: string;
  readonly precision?: number;
  /** From which value on it is red, and below it green. */
  readonly badFrom?: number;
  /** From which value on it is green, and below it red. */
  readonly goodFrom?: number;
  /** A field with the change against the period before, and one with a value for each interval; where nothing was measured that value is no 0. */
  readonly trend?: { readonly change: string; readonly over: string; readonly isMeasured?: boolean };
  readonly drilldown?: EventHandler;
}

/** As `compared` names them. */
export const trendOf = (name: string, isMeasured = false): NonNullable<Value['trend']> => ({ change: `change_${name}`, over: name, isMeasured });

export function singleValue({ title, search, field, unit, description, precision, badFrom, goodFrom, trend, drilldown }: Value): Panel {
  const limit = badFrom ?? goodFrom;
  const [below, from] = goodFrom === undefined ? [colors.good, colors.bad] : [colors.bad, colors.good];
  return {
    type: 'splunk.singlevalue', title, search, ...(description !== undefined && { description }),
    options: {
      majorValue: `> primary | seriesByName("${field}") | lastPoint()`,
      shouldUseThousandSeparators: true, majorFontSize: trend === undefined ? 30 : 24,
      ...(trend === undefined ? { trendDisplay: 'off', sparklineDisplay: 'off' } : trendOptions(trend, badFrom !== undefined)),
      ...(precision !== undefined && { numberPrecision: precision }),
      ...(unit !== undefined && { unit, unitPosition: 'after' }),
      ...(limit !== undefined && { majorColor: '> majorValue | rangeValue(colorRanges)' }),
    },
    ...((limit !== undefined || trend !== undefined) && {
      context: {
        ...(limit !== undefined && { colorRanges: [{ to: limit, value: below }, { from: limit, value: from }] }),
        ...(trend !== undefined && { trendRanges: [{ to: 0, value: colors.good }, { from: 0, to: leastChange, value: colors.other }, { from: leastChange, value: colors.bad }] }),
      },
    }),
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

/** No change is neither good nor bad. */
const leastChange = 1e-9;

/** More or fewer connections are neither good nor bad; more failures are. */
function trendOptions({ change, over, isMeasured = false }: NonNullable<Value['trend']>, isBad: boolean): object {
  return {
    trendDisplay: 'percent', trendFontSize: 12, trendValue: `> primary | seriesByName("${change}") | lastPoint()`, trendColor: isBad ? '> trendValue | rangeValue(trendRanges)' : colors.other,
    sparklineDisplay: 'below', sparklineNullValueDisplay: isMeasured ? 'connect' : 'zero', sparklineValues: `> primary | seriesByName("${over}")`,
  };
}

interface Chart {
  readonly title: string;
  readonly description: string;
  readonly search: string;
  readonly y: string;
  readonly seriesColors?: Readonly<Record<string, string>>;
  /** Where values differ by powers of ten. */
  readonly scale?: 'linear' | 'log';
  /** Below a narrow chart. */
  readonly legend?: 'right' | 'bottom';
  readonly drilldown?: EventHandler;
}

/** Over time, stacked: the height is the sum. */
export function columns({ title, description, search, y, seriesColors, legend = 'right', drilldown }: Chart): Panel {
  return {
    type: 'splunk.column', title, description, search,
    options: {
      stackMode: 'stacked', yAxisTitleText: y, xAxisTitleVisibility: 'hide', legendDisplay: legend, legendTruncation: 'ellipsisMiddle',
      ...(seriesColors && { seriesColorsByField: seriesColors }),
    },
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

export function lines({ title, description, search, y, seriesColors, scale = 'linear', drilldown }: Chart): Panel {
  return {
    type: 'splunk.line', title, description, search,
    options: {
      yAxisTitleText: y, yAxisScale: scale, xAxisTitleVisibility: 'hide', legendDisplay: 'right', legendTruncation: 'ellipsisMiddle', nullValueDisplay: 'gaps',
      ...(seriesColors && { seriesColorsByField: seriesColors }),
    },
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

export function bars({ title, description, search, y, seriesColors, drilldown }: Chart): Panel {
  return {
    type: 'splunk.bar', title, description, search,
    options: {
      stackMode: 'stacked', yAxisTitleText: y, xAxisTitleVisibility: 'hide', legendDisplay: 'off', dataValuesDisplay: 'off',
      ...(seriesColors && { seriesColorsByField: seriesColors }),
    },
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

interface Table {
  readonly title: string;
  readonly description: string;
  readonly search: string;
  readonly columns: Columns;
  /** Where this table has more room, or less, than others. */
  readonly widths?: Widths;
  readonly rows?: number;
  readonly drilldown?: EventHandler;
}

export function table({ title, description, search, columns, widths, rows = 10, drilldown }: Table): Panel {
  return {
    type: 'splunk.table', title, description, search,
    options: { count: rows, showInternalFields: false, headerVisibility: 'fixed', columnFormat: columnFormat(columns, drilldown !== undefined, widths) },
    context: columnContext,
    ...(drilldown && { eventHandlers: [drilldown] }),
  };
}

/** From a bar on: where its interval ends, a click does not say. */
export const barsTime = { 'global_time.earliest': 'row._time.value' } as const;

/** A table of so many rows, which have so many lines at 1280 pixels: none is cut. */
export const tableHeight = (rows: number, lines = 1): number => 170 + rows * (18 + 20 * lines);

const sameTime = { 'global_time.earliest': 'global_time.earliest', 'global_time.latest': 'global_time.latest' } as const;

/** To another view of the app, with these tokens of it, and with the time range unless they have another. */
export function linkTo(dashboard: string, tokens: Readonly<Record<string, string>>): EventHandler {
  return {
    type: 'drilldown.linkToDashboard',
    options: { app: 'ebpf_trace', dashboard, newTab: false, tokens: Object.entries({ ...tokens, ...sameTime, ...tokens }).map(([token, value]) => ({ token, value })) },
  };
}

export function setTokens(tokens: Readonly<Record<string, string>>): EventHandler {
  return { type: 'drilldown.setToken', options: { tokens: Object.entries(tokens).map(([token, key]) => ({ token, key })) } };
}
