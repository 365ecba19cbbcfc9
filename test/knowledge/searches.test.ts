/** savedsearches.conf: keys and values as its specification has them, and what every search of the app keeps to. */
import { lintSearch } from '../../preview/dashboards/search_lint';
import { commandsOf } from '../../preview/spl/pipeline';
import { confText, parseConf, readConf, type Stanza } from '../../src/splunk/conf';
import { expanded } from '../../preview/spl/macros';
import { relativeTime } from '../../preview/spl/time';
import { knowledge } from '../../src/knowledge';
import { probeArguments } from '../../src/probes/arguments';
import { app } from '../../steps/paths.mjs';
import { knowledgeConf } from '../../steps/knowledge.mjs';

const { searches, thresholds, macros } = knowledge;
const stanzas = [...parseConf((knowledgeConf(knowledge, confText) as Record<string, string>)['savedsearches.conf'] ?? '')];
const alerts = stanzas.filter(([, stanza]) => stanza.has('cron_schedule'));
const titled = searches.map((search) => [search.title, search] as const);

/** The keys of savedsearches.conf.spec (Splunk 9.1) that we use, and the values that they may have. */
const report: Readonly<Record<string, RegExp>> = {
  'description': /^.{40,700}$/,
  'search': /^./,
  'dispatch.earliest_time': /^-\d+[mhd]@[mhd]$/,
  'dispatch.latest_time': /^(now|@d|-\d+m@m)$/,
  'request.ui_dispatch_app': /^ebpf_trace$/,
  'display.general.type': /^(events|statistics|visualizations)$/,
  'display.page.search.tab': /^(events|statistics|visualizations|patterns)$/,
};
const alert: Readonly<Record<string, RegExp>> = {
  ...report,
  'disabled': /^1$/,
  'enableSched': /^1$/,
  'cron_schedule': /^(\d+,)*\d+ (\*|\d+) \* \* \*$/,
  'schedule_window': /^auto$/,
  'counttype': /^number of events$/,
  'relation': /^greater than$/,
  'quantity': /^0$/,
  'alert.severity': /^[1-6]$/,
  'alert.track': /^1$/,
  'alert.expires': /^\d+d$/,
  'alert.digest_mode': /^0$/,
  'alert.suppress': /^1$/,
  'alert.suppress.fields': /^\w+(,\w+)*$/,
  'alert.suppress.period': /^\d+[hd]$/,
};
/** As Enterprise Security's own content spells them. */
const scored: Readonly<Record<string, RegExp>> = {
  ...alert,
  'action.correlationsearch.enabled': /^1$/,
  'action.correlationsearch.label': /^eBPF Trace - [A-Z][\w -]+$/,
  'action.correlationsearch.annotations': /^\{"mitre_attack":\["T\d{4}(\.\d{3})?"(,"T\d{4}(\.\d{3})?")*\]\}$/,
  'action.risk': /^0$/,
  'action.risk.param._risk': /^\[\{"risk_object_field":"host",.*\}\]$/,
  'action.risk.param._risk_message': /^([A-Z][\w -]+: )?\$process_name\$ (\([\w $,]+\) )?on \$host\$(,? [\w $:]+)?$/,
  'action.risk.param._risk_score': /^0$/,
  'action.risk.param.verbose': /^0$/,
};
const keysOf = (stanza: Stanza): Readonly<Record<string, RegExp>> => {
  if (!stanza.has('cron_schedule')) return report;
  return stanza.has('action.risk') ? scored : alert;
};

const minutesOf = (stanza: Stanza): readonly number[] => (stanza.get('cron_schedule') ?? '').split(' ')[0]?.split(',').map(Number) ?? [];
const textOf = (search: readonly string[]): string => search.join(' | ');
/** The columns of a search's result, which `table` names. */
const columnsOf = (search: readonly string[]): readonly string[] => search.findLast((one) => one.startsWith('table '))?.split(' ').slice(1) ?? [];

test.each(stanzas)('%s has the keys of its kind, each with a value that it may have', (name, stanza) => {
  expect(name).toMatch(/^eBPF Trace - [A-Z][\w -]+(\([\w, ]+\))?$/);
  const allowed = keysOf(stanza);
  expect([...stanza.keys()].sort()).toEqual(Object.keys(allowed).sort());
  for (const [key, value] of stanza) expect([key, value]).toEqual([key, expect.stringMatching(allowed[key] ?? /$^/)]);
});

test('each is there once', () => {
  expect(stanzas).toHaveLength(searches.length);
  expect(new Set(searches.map(({ title }) => title)).size).toBe(searches.length);
});

test('alerts do not start in the same minute', () => {
  const minutes = alerts.flatMap(([, stanza]) => {
    const hour = (stanza.get('cron_schedule') ?? '').split(' ')[1];
    return minutesOf(stanza).map((minute) => (hour === '*' ? `${minute}` : `${hour}:${minute}`));
  });
  const daily = minutes.filter((minute) => minute.includes(':'));
  const clashes = daily.filter((minute) => minutes.includes(minute.split(':')[1] ?? ''));
  expect([new Set(minutes).size, clashes]).toEqual([minutes.length, []]);
});

test.each(titled)('%s begins with the index macro', (_, { search: [first = '', second] }) => {
  expect([first, second]).toEqual([expect.stringMatching(/^(\| tstats [\w()]+ AS \w+ where )?`ebpf_trace_index` sourcetype/), expect.anything()]);
});

test.each(titled)('%s uses what is there, and gives the columns that it names', (_, { search }) => {
  const { problems, fields } = lintSearch(app, textOf(search));
  expect([problems, fields]).toEqual([[], columnsOf(search)]);
});

test.each(titled)('%s says so where it leaves out who is in the noise lookups', (name, { search }) => {
  const isBlind = textOf(search).includes('ebpf_trace_not_noisy');
  expect(stanzas.find(([title]) => title.endsWith(`- ${name}`))?.[1].get('description')?.includes('ebpf_trace_not_noisy')).toBe(isBlind);
});

test.each(titled)('%s says so where it reads a probe that is off by default', (name, { search }) => {
  const read = probeArguments.filter(({ name: probe }) => new RegExp(`ebpf:${probe}\\b`).test(textOf(search)));
  const needed = read.some(({ isDefault }) => isDefault) ? [] : read; // what reads several finds something of those that are on
  const said = stanzas.find(([title]) => title.endsWith(`- ${name}`))?.[1].get('description')?.match(/Needs the probe .*?\)\./g) ?? [];
  expect(said).toEqual(needed.map(({ name: probe }) => `Needs the probe ${probe}, which is off by default (probes = tcp, ${probe}).`));
});

test('some do', () => {
  expect(searches.filter(({ texts }) => texts.includes('Needs the probe process, which is off by default (probes = tcp, process).')).map(({ title }) => title)).toContain('Shell started by a server');
});

test('what is not there would be found', () => {
  const [first = '', ...others] = searches[0]?.search ?? [];
  expect(lintSearch(app, textOf([first, 'eval x=proces', ...others])).problems).toEqual([expect.stringContaining('no field proces')]);
});

test.each(titled)('%s joins nothing and is not in real time', (_, { search, earliest, latest }) => {
  const names = commandsOf(expanded(textOf(search), readConf(app, 'macros'))).map(({ name }) => name);
  for (const refused of ['join', 'transaction', 'append', 'map', 'outputlookup', 'collect', 'sendemail']) expect(names).not.toContain(refused);
  expect(`${earliest} ${latest}`).not.toContain('rt');
});

test('every macro that is used is there, and every threshold is used', () => {
  const used = new Set(searches.flatMap(({ search }) => [...textOf(search).matchAll(/`(\w+)`/g)].map(([, name = '']) => name)));
  const known = [...macros, ...thresholds].map(({ name }) => name);
  expect([...used].filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !used.has(name))).toEqual([]);
});

test.each(titled.filter(([, search]) => search.alert))('%s: what it suppresses by, and its risk objects, are columns', (_, { search, alert: of }) => {
  const named = [...(of?.suppress.fields ?? []), ...(of?.risk?.objects.map(([field]) => field) ?? []), of?.risk?.threat ?? []].flat();
  expect(columnsOf(search)).toEqual(expect.arrayContaining(named));
});

test('who attacks is scored, with the technique, by fields that a row has', () => {
  const risky = stanzas.filter(([, stanza]) => stanza.has('action.risk'));
  expect(risky.map(([name]) => name.slice('eBPF Trace - '.length))).toEqual(searches.filter(({ alert: of }) => of?.risk).map(({ title }) => title));
  for (const [name, stanza] of risky) {
    const columns = columnsOf(searches.find(({ title }) => name.endsWith(`- ${title}`))?.search ?? []);
    const objects = JSON.parse(stanza.get('action.risk.param._risk') ?? '') as Readonly<Record<string, string | number>>[];
    expect(columns).toEqual(expect.arrayContaining(objects.map((one) => one['risk_object_field'] ?? one['threat_object_field'])));
    for (const { risk_object_field: field, risk_object_type: type, risk_score: score } of objects.filter((one) => 'risk_score' in one)) {
      expect([field, type]).toEqual(field === 'host' ? ['host', 'system'] : ['user', 'user']);
      expect(score).toBeGreaterThanOrEqual(10);
      expect(score).toBeLessThanOrEqual(100);
    }
    for (const [, field] of (stanza.get('action.risk.param._risk_message') ?? '').matchAll(/\$(\w+)\$/g)) expect(columns).toContain(field);
  }
});

test('a quarter of an hour of failures is whole in one window, wherever it begins', () => {
  const quarterly = titled.filter(([, { search: [first = ''], alert: of }]) => first.endsWith('event=connect_failed') && of?.cron.includes(','));
  const whole = ({ earliest, latest }: (typeof quarterly)[number][1]): number => relativeTime(latest, 0) - relativeTime(earliest, 0);
  expect(quarterly.map(([title, search]) => [title, whole(search)])).toEqual([
    ['Scan by a process', 30 * 60], ['Burst of failed connections to a destination', 30 * 60],
  ]);
});

test.each(titled.filter(([, search]) => search.alert))('%s leaves out no minute between two runs', (_, { earliest, latest, alert: of }) => {
  const [minutes = '', hour = ''] = of?.cron.split(' ') ?? [];
  const runs = minutes.split(',');
  const start = Date.UTC(2026, 10, 21, hour === '*' ? 12 : Number(hour), Number(runs[0])) / 1000;
  const window = relativeTime(latest, start) - relativeTime(earliest, start);
  expect(window).toBeGreaterThanOrEqual(hour === '*' ? 3600 / runs.length : 86400);
  expect(runs.length).toBeLessThanOrEqual(12);
});
