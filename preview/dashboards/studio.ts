/**
 * What Dashboard Studio of Splunk 9.1 knows, of what the views use: visualizations and inputs with their options. A
 * name that is not here is refused by the lint, whether it is misspelt or newer (tabs, showIf, expressions, ...).
 */
const any = ['backgroundColor'];
const axes = [
  'xAxisTitleText', 'xAxisTitleVisibility', 'xAxisLabelRotation', 'yAxisTitleText', 'yAxisTitleVisibility', 'yAxisMin', 'yAxisMax', 'yAxisScale',
  'y2AxisTitleText', 'overlayFields', 'showOverlayY2Axis', 'seriesColors', 'seriesColorsByField', 'legendDisplay', 'legendTruncation', 'stackMode',
  'dataValuesDisplay', 'nullValueDisplay',
];

export const visualizationOptions: Readonly<Record<string, readonly string[]>> = {
  'splunk.singlevalue': [
    ...any, 'majorValue', 'majorColor', 'majorFontSize', 'numberPrecision', 'shouldUseThousandSeparators', 'sparklineDisplay', 'sparklineValues',
    'trendDisplay', 'trendFontSize', 'trendValue', 'trendColor', 'underLabel', 'unit', 'unitPosition',
    'sparklineNullValueDisplay', // newer: an older Splunk does not read it, and leaves gaps where a value is 0
  ],
  'splunk.column': [...any, ...axes],
  'splunk.line': [...any, ...axes],
  'splunk.bar': [...any, ...axes],
  'splunk.table': [...any, 'columnFormat', 'count', 'headerVisibility', 'showInternalFields', 'showRowNumbers', 'tableFormat'],
  'splunk.markdown': [...any, 'markdown', 'fontColor', 'fontSize'],
};

export const columnOptions: readonly string[] = ['data', 'rowColors', 'rowBackgroundColors', 'width', 'align'];

export const inputOptions: Readonly<Record<string, readonly string[]>> = {
  'input.timerange': ['token', 'defaultValue'],
  'input.dropdown': ['token', 'defaultValue', 'items'],
  'input.multiselect': ['token', 'defaultValue', 'items'],
  'input.text': ['token', 'defaultValue'],
};

/** Keys of each part of a definition. */
export const keys = {
  definition: ['title', 'description', 'inputs', 'defaults', 'dataSources', 'visualizations', 'layout'],
  visualization: ['type', 'title', 'description', 'dataSources', 'options', 'context', 'eventHandlers'],
  input: ['type', 'title', 'dataSources', 'options', 'context'],
  layout: ['type', 'globalInputs', 'options', 'structure'],
} as const;

/** Functions of dynamic options, as in "> primary | seriesByName("x") | lastPoint()". */
export const selectors: readonly string[] = [
  'frame', 'prepend', 'objects', 'formatByType', 'seriesByName', 'renameSeries', 'lastPoint', 'rangeValue', 'matchValue', 'pick',
];

/** Searches that start when a view opens: dynamic inputs and bases; what goes on from a base starts none. */
export const mostSearches = 6;
export const gridWidth = 1200;
