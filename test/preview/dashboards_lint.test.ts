/** The shipped views are sound, and what is wrong with one would be said. */
import { lintView, lintViews } from '../../preview/dashboards/lint';
import { type Definition, shippedViews } from '../../preview/dashboards/shipped';
import { views as defined } from '../../src/knowledge/views';
import { colors } from '../../src/splunk/views/colors';
import { app } from '../../steps/paths.mjs';

const views = shippedViews(app);

test('nine views are shipped, and nothing is wrong with them', () => {
  expect(Object.keys(views).sort()).toEqual(['connection_explorer', 'disks', 'files', 'listeners_inbound', 'network_quality', 'process_connections', 'processes', 'setup_health', 'shell_sessions']);
  expect(Object.keys(views).sort()).toEqual(defined.map(({ id }) => id).sort());
  expect(lintViews(views, app)).toEqual([]);
});

test('a single value has a row also where its search found nothing: count has one of nothing, max may have none, and some say a word', () => {
  const searches = Object.entries(views).flatMap(([id, { visualizations, dataSources }]) =>
    Object.values(visualizations).filter(({ type }) => type === 'splunk.singlevalue').map(({ dataSources: its }) => [id, dataSources[its?.primary ?? '']?.options.query] as const));
  expect(searches.filter(([, query]) => !/\| stats count |\| appendpipe \[stats count \| where count==0 [^\]]*\]$/.test(query ?? ''))).toEqual([]);
});

test('every number has a change against the period before and its course, and leads somewhere, but for those of all programs, files, disks and shells: they are on their own view', () => {
  const numbers = Object.entries(views).flatMap(([id, { visualizations }]) =>
    Object.entries(visualizations).filter(([, { type }]) => type === 'splunk.singlevalue').map(([name, panel]) => ({ name: `${id}.${name}`, ...panel })));
  expect(numbers).toHaveLength(55);
  const lacking = numbers.filter(({ options }) => options.trendValue === undefined || options.sparklineValues === undefined);
  expect(lacking.map(({ name }) => name)).toEqual([]);
  const ofAll = [...['requests', 'megabytes', 'p99', 'errors', 'stuck'].map((name) => `disks.${name}`), ...['changes', 'files', 'processes'].map((name) => `files.${name}`), ...['began', 'programs', 'users', 'ended', 'cpu'].map((name) => `processes.${name}`), ...['lines', 'sessions_count', 'users'].map((name) => `shell_sessions.${name}`)];
  expect(numbers.filter(({ eventHandlers = [] }) => eventHandlers.length === 0).map(({ name }) => name)).toEqual(ofAll);
});

test('each view says what the percentage beside a number compares with, and what the line below it is', () => {
  const silent = defined.filter(({ description }) => !/The percentage beside a number is its relative change from the preceding period of equal length; the line below shows the trend\./.test(description));
  expect(silent.map(({ id }) => id)).toEqual([]);
});

test('the last table of each view, below which there is room, shows ten rows', () => {
  const last = Object.entries(views).map(([id, { visualizations, layout }]) => [id, visualizations[layout.structure.at(-1)?.item ?? '']?.options['count']]);
  expect(last).toEqual(Object.keys(views).map((id) => [id, 10]));
});

test('that a program failed or was killed is usual: it is not painted as bad', () => {
  const colorsOf = (name: string): unknown => views['processes']?.visualizations[name]?.options['majorColor'];
  expect([colorsOf('failed'), colorsOf('killed')]).toEqual([undefined, undefined]);
});

test('an appended search may take as long as the one before it, which reads as much: a minute is the default', () => {
  const queries = Object.entries(views).flatMap(([id, { dataSources }]) => Object.values(dataSources).map(({ options }) => [id, options.query] as const));
  expect(queries.filter(([, query]) => /\| append \[search /.test(query)).map(([id]) => id)).toEqual([]);
});

test('who is related to a process is looked up by its guid as a word, since a calculated field is not in the index', () => {
  expect(views['processes']?.dataSources['lineage']?.options.query).toMatch(/\[search [^|]*host=\$guid_host\|s\$ \$guid\|s\$ \(process_guid=/);
});

test('every chart over time narrows the time', () => {
  const charts = Object.entries(views).flatMap(([id, { visualizations }]) =>
    Object.entries(visualizations).filter(([, { type }]) => /column|line/.test(type)).map(([name, panel]) => ({ name: `${id}.${name}`, ...panel })));
  const deaf = charts.filter(({ eventHandlers = [] }) => !eventHandlers.some(({ options }) => options.tokens.some(({ value }) => value === 'row._time.value')));
  expect(deaf.map(({ name }) => name)).toEqual([]);
});

test('of the columns of a table that leads on, one is left in the color of links', () => {
  const tables = Object.entries(views).flatMap(([id, { visualizations }]) =>
    Object.entries(visualizations).filter(([, { type, eventHandlers }]) => type === 'splunk.table' && eventHandlers !== undefined).map(([name, { options }]) => [`${id}.${name}`, options.columnFormat as object] as const));
  const left = tables.map(([name, format]) => [name, Object.values(format).filter((one: object) => !('rowColors' in one)).length]);
  expect(left).toEqual(tables.map(([name]) => [name, 1]));
});

test('no change is neither good nor bad', () => {
  const ranges = Object.values(views).flatMap(({ visualizations }) => Object.values(visualizations).flatMap(({ context }) => (context?.['trendRanges'] ?? []) as { from?: number; to?: number; value: string }[]));
  const ofZero = ranges.filter(({ from = -Infinity, to = Infinity }) => from <= 0 && 0 < to).map(({ value }) => value);
  expect([...new Set(ofZero)]).toEqual([colors.other]);
});

/** WCAG's relative luminance of #RRGGBB, from 0 of black to 1 of white. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.each(Object.entries(colors))('%s can be read on black and on white', (_, color) => {
  expect((luminance(color) + 0.05) / 0.05).toBeGreaterThan(3);
  expect(1.05 / (luminance(color) + 0.05)).toBeGreaterThan(3);
});

type Parts = Record<string, any>; // a definition that may be changed in any place
const changes: readonly [string, (view: Parts) => void, RegExp][] = [
  ['an undefined token', (view) => { view.dataSources.pairs.options.query += ' | where x=$nope|s$'; }, /the token nope is not defined/],
  ['an unquoted token', (view) => { view.dataSources.failures_over_time.options.query = 'host=$host$ `ebpf_trace_index`'; }, /the token host is not quoted/],
  ['an undefined token in a title', (view) => { view.visualizations.failures.title = 'of $nope$'; }, /the token nope is not defined/],
  ['a chain without its base', (view) => { view.dataSources.kpis.options.extend = 'nope'; }, /goes on from nope, which is no base search/],
  ['a base of events', (view) => { view.dataSources.pairs.options.query = '`ebpf_trace_index` | eval x=1'; }, /is a base and ends in eval/],
  ['a base without a bound', (view) => { view.dataSources.pairs.options.query = '`ebpf_trace_index` | stats count by host'; }, /may have 10000 rows or more/],
  ['a search beside the index', (view) => { view.dataSources.commands.options.query = 'sourcetype=ebpf:tcp | stats count'; }, /does not begin with the index macro/],
  ['a misspelt command', (view) => { view.dataSources.failures.options.query = '| stast count'; }, /failures: the command stast/],
  ['a field that no sourcetype has', (view) => { view.dataSources.over_time.options.query = '`ebpf_trace_index` sourcetype=ebpf:tcp | timechart count by proces'; }, /no field proces/],
  ['a field that the base lacks', (view) => { view.dataSources.failures.options.query = '| stats sum(nope)'; }, /failures: no field nope/],
  ['a join', (view) => { view.dataSources.commands.options.query = '`ebpf_trace_index` | join host [search x]'; }, /uses join/],
  ['real time', (view) => { view.inputs.input_global_time.options.defaultValue = 'rt-5m,rt'; }, /is real-time/],
  ['a token without a default', (view) => { view.inputs.input_host.options.defaultValue = ''; }, /the token host has no default/],
  ['too many searches', (view) => { for (const name of ['kpis', 'outcomes']) view.dataSources[name].type = 'ds.search'; }, /8 searches start/],
  ['an unknown visualization', (view) => { view.visualizations.failures.type = 'splunk.tabel'; }, /is a splunk.tabel, which is unknown/],
  ['an unknown option', (view) => { view.visualizations.failures.options.cuont = 1; }, /has cuont, which Studio of 9.1 does not know/],
  ['an option of later versions', (view) => { view.visualizations.failures.containerOptions = {}; }, /has containerOptions, which Studio of 9.1/],
  ['tabs', (view) => { view.layout.tabs = {}; }, /the layout has tabs/],
  ['an absolute layout', (view) => { view.layout.type = 'absolute'; }, /the layout is absolute/],
  ['an unknown function of options', (view) => { view.visualizations.failed.options.majorColor = '> majorValue | rangeVaule(colorRanges)'; }, /uses rangeVaule\(\)/],
  ['a context that is not there', (view) => { view.visualizations.failed.context = {}; }, /uses the context colorRanges/],
  ['a value that the search lacks', (view) => { view.visualizations.failed.options.majorValue = '> primary | seriesByName("nope") | lastPoint()'; }, /the search has no field nope/],
  ['a column that the search lacks', (view) => { view.visualizations.failures.options.columnFormat.Nope = { width: 100 }; }, /the search has no field Nope/],
  ['a panel without a place', (view) => { view.layout.structure.shift(); }, /connections has no place/],
  ['a row that is too short', (view) => { view.layout.structure[0].position.w = 10; }, /does not fill the width/],
  ['a panel without a search', (view) => { view.visualizations.failures.dataSources.primary = 'nope'; }, /shows nope, which is no search/],
  ['a search that nothing shows', (view) => { delete view.visualizations.failures.dataSources; }, /failures is a search that nothing shows/],
  ['a click to nowhere', (view) => { view.visualizations.failures.eventHandlers[0].options.dashboard = 'nope'; }, /no view ebpf_trace\/nope to go to/],
  ['a click that sets no token', (view) => { view.visualizations.failures.eventHandlers[0].options.tokens[0].token = 'nope'; }, /has no token nope/],
  ['a click that forgets the time', (view) => { view.visualizations.failures.eventHandlers[0].options.tokens.pop(); }, /global_time.latest is not passed on/],
  ['a click that forgets a choice', (view) => { view.visualizations.failed.eventHandlers[0].options.tokens = view.visualizations.failed.eventHandlers[0].options.tokens.filter((one: Parts) => one.token !== 'process'); }, /failed: process is not passed on/],
  ['a click on a column that is not there', (view) => { view.visualizations.failures.eventHandlers[0].options.tokens[0].value = 'row.Nope.value'; }, /the search has no field Nope/],
  ['a click in the form of Simple XML', (view) => { view.visualizations.failures.eventHandlers[0].options.tokens[0].value = '$row.Process.value$'; }, /is neither a token nor a value of the row/],
];

test.each(changes)('%s is found', (_, change, problem) => {
  const changed = structuredClone(views.process_connections) as Definition;
  change(changed);
  expect(lintView('process_connections', { ...views, process_connections: changed }, app)).toContainEqual(expect.stringMatching(problem));
});
