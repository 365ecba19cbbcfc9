/** Searches from the events to the rows. */
import { run } from '../run';
import { event, lastHour, now, worldOf } from './world';

const connect = { event: 'connect', direction: 'outbound', src_ip: '192.0.2.2', src_port: 40000, dest_ip: '203.0.113.80', dest_port: 443, process_name: 'wget' };
const world = worldOf([
  event(50, connect),
  event(40, { ...connect, process_name: 'curl' }),
  event(30, { ...connect, process_name: 'curl', dest_port: 22 }, { host: 'web2' }),
  event(20, { ...connect, event: 'connect_failed', errno: 'ECONNREFUSED' }),
  event(10, { event: 'interval', events: 4 }, { sourcetype: 'ebpf:health' }),
  event(5, {}, { index: '_internal', sourcetype: 'splunkd', source: '/opt/splunkforwarder/var/log/splunk/splunkd.log', raw: '04-05-2024 19:29:55.000 +0000 ERROR ExecProcessor [1234 ExecProcessor] - message from "x" id=7' }),
  event(7200, connect),
]);
const rows = (spl: string, of = world): unknown => run(of, spl, lastHour).rows;

test("the app's macro, its calculated fields, lookups, event types and tags", () => {
  expect(rows('`ebpf_trace_index` tag=communicate app=https | stats count by action, process_name')).toEqual([
    { action: 'allowed', process_name: 'curl', count: 1 },
    { action: 'allowed', process_name: 'wget', count: 1 },
    { action: 'blocked', process_name: 'wget', count: 1 },
  ]);
  expect(rows('index=ebpf eventtype=ebpf_trace_traffic errno_text="refused*" | table event, dest')).toEqual([{ event: 'connect_failed', dest: '203.0.113.80' }]);
});

test('the latest comes first, within the range', () => {
  expect(rows('index=ebpf process_name=* | table _time')).toEqual([20, 30, 40, 50].map((ago) => ({ _time: now - ago })));
  expect(rows('index=ebpf process_name=* earliest=-25s | stats count')).toEqual([{ count: 1 }]);
  expect(rows('index=ebpf process_name=* earliest=-3h latest=-1h | stats count')).toEqual([{ count: 1 }]);
});

test('without an index main alone is searched, * leaves out the internal ones, and a role sees its own', () => {
  expect(rows('* | stats count')).toEqual([{ count: 0 }]);
  expect(rows('index=* | stats count by index')).toEqual([{ index: 'ebpf', count: 5 }]);
  expect(rows('index=_internal log_level=ERROR | table component, id')).toEqual([{ component: 'ExecProcessor', id: '7' }]);
  expect(rows('index=* | stats count', { ...world, indexesOfRole: ['main'] })).toEqual([{ count: 0 }]);
});

test('words and phrases of the raw event', () => {
  expect(rows('index=_internal "message FROM" | stats count')).toEqual([{ count: 1 }]);
  expect(rows('index=_internal messag | stats count')).toEqual([{ count: 0 }]);
  expect(rows('index=ebpf connect NOT refused process_name=w* | stats count')).toEqual([{ count: 2 }]);
});

test('a chained search goes on from its base, with or without a pipe', () => {
  const base = run(world, 'index=ebpf process_name=* | stats count by process_name', lastHour);
  for (const spl of ['where count > 1 | fields process_name', '| where count > 1 | fields process_name']) {
    expect(run(world, spl, lastHour, base)).toEqual({ fields: ['process_name'], rows: [{ process_name: 'curl' }, { process_name: 'wget' }] });
  }
});

test('a subsearch gives terms, and nothing where it finds nothing', () => {
  expect(rows('index=ebpf [search index=ebpf errno=* | fields process_name dest_port] | stats count')).toEqual([{ count: 2 }]);
  expect(rows('index=ebpf [search index=ebpf errno=EPERM | fields process_name] | stats count')).toEqual([{ count: 0 }]);
});

test('tstats counts without a look at the events', () => {
  expect(run(world, '| tstats count, latest(_time) AS latest where index=* by index sourcetype', lastHour)).toEqual({
    fields: ['index', 'sourcetype', 'count', 'latest'],
    rows: [
      { index: 'ebpf', sourcetype: 'ebpf:health', count: 1, latest: now - 10 },
      { index: 'ebpf', sourcetype: 'ebpf:tcp', count: 4, latest: now - 20 },
    ],
  });
  expect(rows('| tstats count where index=ebpf sourcetype=ebpf:tcp by _time span=1m | sort _time')).toEqual([{ _time: now - 60, count: 4 }]);
});

test.each([
  ['index=ebpf | geostats count', 'the command geostats'],
  ['index=ebpf | stats sumx(a)', 'the function sumx'],
  ['index=ebpf | timechart spam=1h count', 'the option spam'],
  ['index=ebpf | head limt=3', 'the option limt'],
  ['`gone` | stats count', 'no macro gone'],
  ['| tstats count where process_name=wget', 'process_name, which is not kept in the index'],
  ['index=ebpf | stats count by host | eval x=nope(1)', 'the function nope'],
])('%s is refused by name', (spl, message) => {
  expect(() => run(world, spl, lastHour)).toThrow(message);
});
