/** What a lint finds in a search before it is ever run. */
import { lintSearch } from '../../preview/dashboards/search_lint';
import { app } from '../../steps/paths.mjs';

const problems = (spl: string): readonly string[] => lintSearch(app, spl).problems;

test.each([
  '`ebpf_trace_index` sourcetype=ebpf:tcp | stats count by process_name, dest | sort - count',
  '`ebpf_trace_index` sourcetype=ebpf:tcp tag=communicate | eval mb=bytes/1048576 | timechart span=1h sum(mb) AS mb by process_name',
  'index=ebpf sourcetype=ebpf:health | stats sum(events_tcp) AS told, sum(lost_tcp) AS lost by host',
  'index=_internal sourcetype=splunkd | stats count by anything',
  '| tstats count where index=* by index | append [search index=ebpf sourcetype=ebpf:tcp | stats count by user] | table index user count',
  '`ebpf_trace_index` | chart count over host by event | addtotals | sort - Total',
  '| makeresults | eval a=1, b=a+1 | fields a b',
])('nothing in %s', (spl) => {
  expect(problems(spl)).toEqual([]);
});

test.each<[string, RegExp]>([
  ['index=ebpf | stast count', /the command stast/],
  ['index=ebpf | stats cuont', /the function cuont/],
  ['index=ebpf | eval a=lenght(host)', /the function lenght/],
  ['index=ebpf | timechart spn=1h count', /the option spn/],
  ['`no_such` | stats count', /no macro no_such/],
  ['index=ebpf | lookup no_such errno', /no lookup no_such/],
  ['index=ebpf | lookup ebpf_trace_errno errno OUTPUT nothing', /lacks nothing/],
  ['index=ebpf | stats values(host) AS host BY host', /host twice/],
  ['index=ebpf | stats sum(bytes) AS n max(bytes) AS n', /n twice/],
  ['index=ebpf | stats count BY host | stats latest(count)', /no field _time/],
  ['index=ebpf | stats count BY dest*', /BY dest\*/],
  ['index=ebpf | chart sum(bytes) by host bytes', /a function of bytes beside/],
  ['index=ebpf | where bytes', /no condition/],
  ['index=ebpf | eval a=(bytes>1)', /a boolean/],
  ['index=ebpf | makeresults', /makeresults in another place/],
  ['index=ebpf | tstats count', /tstats in another place/],
  ['index=ebpf | stats count by proces_name', /no field proces_name/],
  ['index=ebpf sourcetype=ebpf:health | stats count by process_name', /no field process_name/],
  ['index=ebpf | stats count by host | where process_name="x"', /no field process_name/],
  ['index=ebpf | rename host AS server | stats count by host', /no field host/],
  ['index=ebpf | fields - host | stats count by host', /no field host/],
  ['index=ebpf | stats count by host | append [search index=ebpf | stats sum(byts) by host]', /no field byts/],
  ['index=ebpf | stats count by host | appendpipe [stats sum(conut) AS count]', /no field conut/],
  ['index=ebpf [search index=ebpf nothing=1 | fields host]', /no field nothing/],
])('%s', (spl, problem) => {
  expect(problems(spl)).toEqual([expect.stringMatching(problem)]);
});

test('a chain sees what its base leaves', () => {
  const base = lintSearch(app, 'index=ebpf | stats count by host');
  expect(lintSearch(app, 'where count > 1 | table host', base).problems).toEqual([]);
  expect(lintSearch(app, '| stats sum(bytes) by host', base).problems).toEqual([expect.stringMatching('no field bytes')]);
});
