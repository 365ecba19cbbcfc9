/**
 * Every search of every shipped view, over events that the tracer recorded of traffic of known truth, in both modes:
 * the rows are those that there were, and where there is nothing each panel says what would fill it.
 */
import { readFileSync } from 'node:fs';
import { initialTokens } from '../../preview/dashboards/answers';
import type { IndexedEvent, World } from '../../preview/spl/run';
import { freePorts, type Ports } from './knowledge/traffic';
import { hostileName, recordWorkload } from './dashboards/workload';
import { columnsOf, host, indexed, moved, numbers, rows, total, view, views, worldOf } from './dashboards/world';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of dashboards.test.ts: ${reason}\n`);

const modes = ['lifecycle', 'summary'] as const;
type Mode = (typeof modes)[number];

/** 0 where the view says none. */
const connectionsIn = (kpis: ReturnType<typeof rows>): number => kpis.at(-1)?.['all_connections'] === 'none' ? 0 : numbers(kpis, 'connections')[0] ?? NaN;

/** The name of this process, which the servers are in and the clients are started by. */
const self = readFileSync('/proc/self/comm', 'utf8').trim();
const refused = 'refused: nothing listens on that port, or a firewall answers with a reset';
const unreachable = 'host unreachable: a router or the last hop says that the host does not answer, or a firewall says so';

(reason === undefined ? describe : describe.skip)('the views over real events', () => {
  const worlds = {} as Record<Mode, World>;
  const stuck = {} as Record<Mode, number>;
  let ports: Ports;

  beforeAll(async () => {
    ports = await freePorts();
    for (const mode of modes) {
      const recording = await recordWorkload(mode, ports);
      worlds[mode] = worldOf(indexed(recording));
      stuck[mode] = recording.stuck;
    }
  }, 240_000);

  type Fields = Readonly<Record<string, unknown>>;
  const timeOf = (mode: Mode, isIt: (event: Fields) => boolean, timeIn = ({ time }: Fields): number => Number(time)): number =>
    worlds[mode].events.map(({ raw }) => JSON.parse(raw) as Fields).filter(isIt).map(timeIn)[0] ?? NaN;

  describe.each(modes)('%s: process connections', (mode) => {
    const of = (search: string, tokens = {}, world = worlds[mode]): ReturnType<typeof rows> =>
      rows(world, 'process_connections', search, { process: ['wget', 'python*'], ...tokens });

    test('all processes are what is shown first', () => {
      expect(initialTokens(view('process_connections'))).toMatchObject({ process: ['*'], host: '*' });
      expect(numbers(rows(worlds[mode], 'process_connections', 'kpis'), 'connections', 'failed')).toEqual([12, 3]);
    });

    test('those that are chosen', () => {
      expect(numbers(of('kpis'), 'connections', 'failed', 'percent')).toEqual([10, 3, 30]);
      expect(numbers(of('kpis'), 'open', 'destinations')).toEqual([0, 3]);
      expect([total(of('by_process'), 'wget'), total(of('by_process'), 'python3')]).toEqual([6, 4]);
    });

    test('against the period before: nothing where nothing was, else the difference', () => {
      const changes = ['change_connections', 'change_failed', 'change_destinations'] as const;
      expect(columnsOf(of('kpis').slice(-1), ...changes)).toEqual([[undefined, undefined, undefined]]);
      const before = moved(worlds[mode].events.filter(({ raw }) => raw.includes('"process_name":"wget"')), host, -15 * 60);
      expect(columnsOf(of('kpis', {}, worldOf([...worlds[mode].events, ...before])).slice(-1), ...changes)).toEqual([[4, 2, 1]]);
    });

    test('how it went', () => {
      expect(of('outcomes')).toEqual([{ result: 'established (7)', established: 7 }, { result: 'refused (2)', refused: 2 }, { result: 'unreachable (1)', unreachable: 1 }]);
      expect([total(of('failures_over_time'), 'refused'), total(of('failures_over_time'), 'unreachable')]).toEqual([2, 1]);
    });

    test('an end that the kernel showed to no program is an outcome, too', () => {
      const unknown = worlds[mode].events.map((event) => ({ ...event, raw: event.raw.replace('"outcome":"refused"', '"outcome":"unknown"') }));
      const world = worldOf(unknown);
      expect(of('outcomes', {}, world)).toContainEqual({ result: 'unknown (2)', unknown: 2 });
      expect(total(of('failures_over_time', {}, world), 'unknown')).toBe(2);
    });

    test('failures, with the errno in words', () => {
      const expected = [
        ['python3', '2001:db8::1', ports.closed, 1, unreachable, 'EHOSTUNREACH'],
        ['python3', '::1', ports.closed, 1, refused, 'ECONNREFUSED'],
        ['wget', '127.0.0.1', ports.closed, 1, refused, 'ECONNREFUSED'],
      ];
      expect(columnsOf(of('failures'), 'Process', 'Destination', 'Port', 'Failed', 'Reason', 'Errno').map(String).sort()).toEqual(expected.map(String));
    });

    test('destinations, with what was sent', () => {
      const shown = columnsOf(of('destinations'), 'Process', 'Destination', 'Port', 'Connections', 'Failed', 'Still open');
      expect(shown.map(String).sort()).toEqual([
        ['python3', '127.0.0.1', ports.sink, 2, 0, 0], ['python3', '2001:db8::1', ports.closed, 1, 1, 0], ['python3', '::1', ports.closed, 1, 1, 0],
        ['wget', '127.0.0.1', ports.http, 3, 0, 0], ['wget', '127.0.0.1', ports.closed, 1, 1, 0], ['wget', '::1', ports.http6, 2, 0, 0],
      ].map(String).sort());
      expect(of('destinations').filter(({ Port }) => Number(Port) === ports.sink)).toEqual([expect.objectContaining({ 'Bytes sent': 2000, 'Bytes received': 0 })]);
    });

    test('command lines behind them', () => {
      const shown = (world = worlds[mode]): unknown => columnsOf(of('commands', {}, world), 'Process', 'Parent', 'Hosts', 'Connections', 'Failed').map(String).sort();
      const expected = (hosts: number): unknown => [
        ['python3', self, hosts, 2 * hosts, 0], ['python3', self, hosts, 2 * hosts, 2 * hosts],
        ['wget', self, hosts, hosts, hosts], ['wget', self, hosts, 2 * hosts, 0], ['wget', self, hosts, 3 * hosts, 0],
      ].map(String);
      expect(shown()).toEqual(expected(1));
      const second = moved(worlds[mode].events, 'web2').map((event) => ({ ...event, raw: event.raw.replace(/"flow_id":"/, '"flow_id":"2-') }));
      expect(shown(worldOf([...worlds[mode].events, ...second]))).toEqual(expected(2));
      expect(of('commands')).toContainEqual(expect.objectContaining({ 'Command line': `wget -q -t 1 -T 5 -O /dev/null http://127.0.0.1:${ports.http}/`, Connections: 3 }));
    });

    test('All takes nothing away, not even what has no process name', () => {
      expect(numbers(of('kpis', { process: '*' }), 'connections', 'failed')).toEqual([12, 3]);
      expect(of('destinations', { process: '*' })).toContainEqual(expect.objectContaining({ Process: 'unknown', Port: String(stuck[mode]), Connections: 1 }));
      expect(of('destinations', { process: 'unknown' }).map(({ Process }) => Process)).toEqual(['unknown']);
    });

    test.each([[hostileName, 1], ['w"e\\g,?$a$|t', 0], ['w*', 7], ['w"*', 1], ['*|t', 1], ['w"e\\g', 0], ['wget,python3', 0], ['$host$', 0], ['") | delete', 0]])('%s is %d connections', (process, expected) => {
      expect(connectionsIn(of('kpis', { process }))).toBe(expected);
    });

    test('several hosts, and one of them', () => {
      const both = worldOf([...worlds[mode].events, ...moved(worlds[mode].events, 'db"1,\\')]);
      expect(rows(both, 'process_connections', 'hosts').map((row) => row.host)).toEqual(['db"1,\\', host]);
      expect(numbers(of('kpis', {}, both), 'connections', 'failed')).toEqual([20, 6]);
      expect(numbers(of('kpis', { host: 'db"1,\\' }, both), 'connections', 'failed')).toEqual([10, 3]);
    });

    test('any process can be chosen', () => {
      expect(of('processes').map((row) => row.process_name)).toEqual(['python3', hostileName]);
      const yesterday = worldOf([...worlds[mode].events, ...moved(worlds[mode].events, host, 20 * 3600)]);
      const inTime = (global_time: string): unknown => of('processes', { global_time }, worldOf(yesterday.events.filter(({ time, raw }) => time > yesterday.now - 3600 ? !raw.includes('"python3"') : true))).map((row) => row.process_name);
      expect([inTime('-60m,now'), inTime('-24h,now')]).toEqual([[hostileName], ['python3', hostileName]]);
    });
  });

  describe.each(modes)('%s: connection explorer', (mode) => {
    const of = (search: string, tokens = {}): ReturnType<typeof rows> => rows(worlds[mode], 'connection_explorer', search, tokens);

    test('all ends of all connections', () => {
      expect(numbers(of('kpis'), 'connections', 'ends', 'failed')).toEqual([12, 21, 3]);
      expect(numbers(of('kpis'), 'open', 'peers')).toEqual([0, 3]);
      const series = of('ends_over_time');
      expect([total(series, 'Outbound'), total(series, 'Inbound'), total(series, 'Failed')]).toEqual([9, 9, 3]);
    });

    test('one process, both its ends of connections', () => {
      const tokens = { process: 'python3' };
      expect(numbers(of('kpis', tokens), 'connections', 'ends', 'failed')).toEqual([4, 10, 2]);
      expect(columnsOf(of('peers', { ...tokens, direction: 'inbound' }), 'Peer', 'Port', 'Sides').map(String).sort()).toEqual([['127.0.0.1', ports.http, 4], ['::1', ports.http6, 2]].map(String));
      expect(of('ports', tokens).map(({ port, Inbound = 0, Outbound = 0, Failed = 0 }) => [port, Inbound, Outbound, Failed].join(' ')).sort()).toEqual([
        `${ports.http} (4) 4 0 0`, `${ports.http6} (2) 2 0 0`, `${ports.sink} (2) 0 2 0`, `${ports.closed} (2) 0 0 2`,
      ].sort());
    });

    test('several processes, with commas, as a click passes them on', () => {
      expect(numbers(of('kpis', { process: 'wget,python*', direction: 'outbound' }), 'connections', 'failed')).toEqual([10, 3]);
      expect(numbers(of('kpis', { process: ' wget , nobody', direction: 'outbound' }), 'connections', 'failed')).toEqual([6, 1]);
      expect(numbers(of('kpis', { process: hostileName, direction: 'outbound' }), 'connections')).toEqual([1]);
    });

    test('one destination, one port, one host', () => {
      expect(numbers(of('kpis', { peer: '2001:db8::1' }), 'connections', 'failed')).toEqual([1, 1]);
      expect(numbers(of('kpis', { port: String(ports.http), direction: 'outbound' }), 'connections', 'ends')).toEqual([4, 4]);
      expect(connectionsIn(of('kpis', { host: 'elsewhere' }))).toBe(0);
    });

    test('one outcome', () => {
      expect(initialTokens(view('connection_explorer'))).toMatchObject({ outcome: '*' });
      expect(numbers(of('kpis', { outcome: 'failed' }), 'connections', 'ends', 'failed', 'open')).toEqual([3, 3, 3, 0]);
      expect(numbers(of('kpis', { outcome: 'established' }), 'connections', 'ends', 'failed', 'open')).toEqual([9, 18, 0, 0]);
      const shown = (outcome: string): unknown => [...new Set(columnsOf(of('flows', { outcome }), 'Outcome').map(String))].sort();
      expect([shown('failed'), shown('established'), shown('*')]).toEqual([['failed'], ['ended'], ['ended', 'failed']]);
      expect(columnsOf(of('peers', { outcome: 'failed' }), 'Process', 'Sides', 'Failed').map(String).sort()).toEqual(['python3,1,1', 'python3,1,1', 'wget,1,1']);
    });

    test.each(['"', '\\', ',', '$x$', '|', ') OR (*', '127.0.0.1"'])('%s as an address is nobody', (peer) => {
      expect(connectionsIn(of('kpis', { peer }))).toBe(0);
    });

    test('handshakes and bytes over time', () => {
      const [median] = of('handshake_over_time').flatMap((row) => row.Median ?? []);
      expect(Number(median)).toBeGreaterThan(0);
      expect(total(of('bytes_over_time', { port: String(ports.sink), direction: 'outbound' }), 'Bytes sent')).toBe(2000);
    });

    test('single connections: what one looks at first comes first', () => {
      const [flow = {}] = of('flows', { process: hostileName, direction: 'outbound' });
      expect(Object.keys(flow).slice(0, 10)).toEqual(['Started', 'Outcome', 'How it ended', 'Process', 'User', 'Host', 'In/out', 'From', 'To', 'Command']);
      expect(flow).toMatchObject({ 'In/out': 'out', 'From': expect.stringMatching(/^127\.0\.0\.1:\d+$/), 'To': `127.0.0.1:${ports.http}` });
      const command = String(flow.Command);
      expect([command.length, command.at(-1)]).toEqual([44, '…']);
    });

    test('single connections are paired, each with its end', () => {
      const shown = of('flows', { direction: 'outbound', process: '*' });
      expect(shown).toHaveLength(12);
      expect(columnsOf(shown, 'Outcome').map(String).sort()).toEqual([...Array<string>(9).fill('ended'), ...Array<string>(3).fill('failed')]);
      const wget = shown.filter(({ Process, Outcome }) => Process === 'wget' && Outcome === 'ended');
      expect(wget.map((row) => row['How it ended'])).toEqual(Array(5).fill(expect.stringMatching(/^fin_(local|remote)$/)));
      expect(shown.filter(({ Outcome }) => Outcome === 'failed').map((row) => String(row['How it ended'])).sort()).toEqual(['host unreachable', 'refused', 'refused']);
      expect(shown.filter(({ Process }) => Process === hostileName)).toEqual([expect.objectContaining({ Command: expect.stringContaining(hostileName) })]);
    });

    test('what failed at once began when it was tried', () => {
      const failed = of('flows', { direction: 'outbound', process: 'wget', port: String(ports.closed) });
      const began = timeOf(mode, (event) => event['event'] === 'connect_failed' && event['process_name'] === 'wget', ({ time, duration = 0 }) => Number(time) - Number(duration));
      const milliseconds = Math.floor(Math.round(began * 1e6) / 1e3); // cut to them, as strftime does; a product with 1000 may be just below
      expect(failed.map(({ Started }) => Started)).toEqual([new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')]);
    });

    test('the events of the one that was clicked on', () => {
      const [flow] = of('flows', { direction: 'outbound', process: 'wget', port: String(ports.http) });
      const events = of('one', { flow: flow?.Flow, flow_host: flow?.Host });
      expect(events.map(({ Event }) => Event)).toEqual(mode === 'lifecycle' ? ['connect', 'close'] : ['close']);
      expect(events[0]?.['All fields']).toMatch(/^\{"time":.*"process_name":"wget"/);
      expect(of('one')).toEqual([{ 'All fields': expect.stringContaining('Click on a connection above') }]);
    });

    test('what was opened before the time range is said to be', () => {
      const closed = timeOf(mode, (event) => event['event'] === 'close' && event['dest_port'] === ports.http && event['process_name'] === hostileName);
      const [flow] = of('flows', { process: hostileName, direction: 'outbound', global_time: `${closed},now` });
      expect(flow).toMatchObject({ Outcome: mode === 'lifecycle' ? 'ended (opened before the time range)' : 'ended', Started: expect.stringMatching(/^\d{4}-/) });
    });

    test('what is open still is said to be', () => {
      const opened = timeOf(mode, (event) => event['direction'] === 'outbound' && event['dest_port'] === ports.sink && (event['event'] === 'connect' || event['event'] === 'flow'));
      const open = of('flows', { port: String(ports.sink), direction: 'outbound', process: 'python3', global_time: `-15m,${opened + 0.0001}` });
      expect(open.map(({ Outcome }) => Outcome)).toContain('still open');
    });
  });

  describe.each(modes)('%s: network quality', (mode) => {
    const of = (search: string, tokens = {}): ReturnType<typeof rows> => rows(worlds[mode], 'network_quality', search, tokens);

    test('outbound connections, how many failed', () => {
      expect(numbers(of('kpis'), 'ends', 'failed_percent')).toEqual([12, 25]);
      for (const number of numbers(of('kpis'), 'handshake', 'handshake_95', 'rtt')) expect(number).toBeGreaterThan(0);
      expect(total(of('failed_over_time'), 'Failed')).toBe(3);
    });

    test('sides, and they are called so: both of those within the host', () => {
      const both = of('by_process', { direction: '*' });
      expect(total(both, 'Sides')).toBe(21);
      expect(both.flatMap((row) => row['Connections'] ?? [])).toEqual([]);
    });

    test('one port, and several processes', () => {
      expect(numbers(of('kpis', { port: String(ports.closed) }), 'ends', 'failed_percent')).toEqual([3, 100]);
      expect(numbers(of('kpis', { process: 'wget, python3' }), 'ends')).toEqual([10]);
    });

    test('by peer, the worst first', () => {
      const shown = columnsOf(of('by_peer'), 'Peer', 'Port', 'Failed', 'Failed %', 'Sides').map(String);
      expect(shown.slice(0, 3).sort()).toEqual([['127.0.0.1', ports.closed, 1, 100, 1], ['2001:db8::1', ports.closed, 1, 100, 1], ['::1', ports.closed, 1, 100, 1]].map(String).sort());
      expect(shown.slice(3).sort()).toEqual([
        ['127.0.0.1', ports.http, 0, 0, 4], ['127.0.0.1', ports.sink, 0, 0, 2], ['127.0.0.1', stuck[mode], 0, 0, 1], ['::1', ports.http6, 0, 0, 2],
      ].map(String).sort());
    });

    test('the worst is who fails in most of its attempts, or is as slow as if it did; not who tries most', () => {
      const failures = worlds[mode].events.filter(({ raw }) => raw.includes('"event":"connect_failed"') && raw.includes('"process_name":"wget"'));
      const more = worldOf([...worlds[mode].events, ...[-1, -2, -3].flatMap((seconds) => moved(failures, host, seconds))]);
      const order = (world: World): unknown => columnsOf(rows(world, 'network_quality', 'by_process'), 'Process', 'Failed', 'Failed %');
      expect((order(more) as unknown[]).slice(0, 2)).toEqual([['python3', 2, 50], ['wget', 4, 44.4]]);
      const slow = worldOf(more.events.map((event) => event.raw.includes(JSON.stringify(hostileName)) ? { ...event, raw: event.raw.replace(/"response_time":[\d.]+/, '"response_time":0.501') } : event));
      expect((order(slow) as unknown[]).slice(0, 2)).toEqual([[hostileName, 0, 0], ['python3', 2, 50]]);
    });

    test('by process: handshakes of those that were established', () => {
      const shown = of('by_process');
      expect(columnsOf(shown, 'Process', 'Host', 'Failed', 'Sides').map(String).sort()).toEqual([
        ['python3', host, 2, 4], ['unknown', host, 0, 1], [hostileName, host, 0, 1], ['wget', host, 1, 6],
      ].map(String).sort());
      expect(Number(shown.find(({ Process }) => Process === 'wget')?.['Handshake ms, median'])).toBeGreaterThan(0);
    });

    test('SYNs of failed connects that were sent again are left out, as their packets are', () => {
      const failures = worlds[mode].events.filter(({ raw }) => raw.includes('"event":"connect_failed"'));
      const resent = moved(failures, host).map((event) => ({ ...event, raw: event.raw.replace('"event":"connect_failed"', '"event":"connect_failed","retransmits":3') }));
      const of3 = rows(worldOf(resent), 'network_quality', 'by_peer');
      expect(columnsOf(of3, 'Failed', 'Retransmits', 'Retransmitted %').map((row) => row.map(Number))).toEqual(resent.map(() => [1, 0, 0]));
      expect(numbers(rows(worldOf([...worlds[mode].events, ...resent]), 'network_quality', 'kpis'), 'resent')).toEqual(numbers(of('kpis'), 'resent'));
    });

    test('segments sent again, where nobody read', () => {
      const [row] = of('by_peer', { process: 'unknown' });
      expect(total(of('resent_over_time', { process: 'unknown' }), 'Retransmits')).toBe(Number(row?.['Retransmits']));
    });
  });

  describe.each(modes)('%s: listeners and inbound', (mode) => {
    const of = (search: string, tokens = {}, world = worlds[mode]): ReturnType<typeof rows> => rows(world, 'listeners_inbound', search, tokens);

    test('what listens, and what no longer does', () => {
      expect(columnsOf(of('listener_table'), 'Process', 'Port', 'Bound to', 'State', 'Hosts').map(String).sort()).toEqual([
        ['python3', ports.http, 'loopback only', 'listening', 1], ['python3', ports.http6, 'loopback only', 'closed', 1],
        [self, ports.sink, 'loopback only', 'listening', 1], [self, stuck[mode], 'loopback only', 'closed', 1],
      ].map(String).sort());
      expect(numbers(of('listener_totals'), 'listening', 'reachable')).toEqual([2, 0]);
    });

    /** One listener that began and closed while the input ran, and what is told of others at its address. */
    const began = (process: number, seconds = 0): readonly IndexedEvent[] => told('listen', process, seconds);
    const closed = (process: number, seconds = 0): readonly IndexedEvent[] => told('listen_close', process, seconds);
    const started = (seconds: number): readonly IndexedEvent[] => moved(worlds[mode].events.filter(({ raw }) => raw.includes('"event":"start"')), host, seconds);
    const told = (event: string, process: number, seconds: number): readonly IndexedEvent[] => {
      const one = worlds[mode].events.filter(({ raw }) => raw.includes(`"event":"${event}"`) && raw.includes(`"dest_port":${ports.http6},`));
      return moved(one, host, seconds).map((copy) => ({ ...copy, raw: copy.raw.replace(/"process_id":\d+/, `"process_id":${process}`) }));
    };
    const now = (...events: readonly (readonly IndexedEvent[])[]): unknown =>
      columnsOf(of('listener_table', {}, worldOf([...started(0), ...events.flat()])), 'State', 'Hosts');

    test('what others still listen on is not closed', () => {
      expect(now(began(7), closed(7))).toEqual([['closed', 1]]);
      expect(now(began(7), began(8), began(9), closed(8))).toEqual([['listening', 1]]); // pods, or a reload
      expect(now(began(7), began(7, 0.01), closed(7))).toEqual([['listening', 1]]); // SO_REUSEPORT
      expect(now(began(7), began(7, 0.01), closed(7), closed(7, 0.01))).toEqual([['closed', 1]]);
      expect(now(began(7), closed(7), began(7, 20), closed(7, 20))).toEqual([['closed', 1]]);
      expect(now(began(7), closed(7), began(8, 20), started(3600))).toEqual([['not seen since the input started', 1]]);
      expect(now(began(7), closed(7), started(3600))).toEqual([['closed', 1]]);
    });

    test('what existed is told at each start, and counted once', () => {
      const existing = (process: number, seconds: number): readonly IndexedEvent[] =>
        began(process, seconds).map((event) => ({ ...event, raw: event.raw.replace('"listen"', '"existing"') }));
      const twice = (seconds: number): readonly IndexedEvent[] => [...existing(7, seconds), ...existing(7, seconds + 0.001)];
      expect(now(existing(7, 0), started(3600), existing(7, 3600), closed(7, 4000))).toEqual([['closed', 1]]);
      expect(now(twice(0), started(3600), twice(3600), closed(7, 4000))).toEqual([['listening', 1]]);
      expect(now(twice(0), started(3600), twice(3600), closed(7, 4000), closed(7, 4001))).toEqual([['closed', 1]]);
      expect(now(existing(7, 0), started(3600), existing(8, 3600), closed(8, 4000))).toEqual([['closed', 1]]); // 7 ended with the host
    });

    test('a listener that was not told again when the input started is not sworn to', () => {
      const start = worlds[mode].events.filter(({ raw }) => raw.includes('"event":"start"'));
      const restarted = worldOf([...worlds[mode].events, ...moved(start, host, 3600)]);
      expect(columnsOf(of('listener_totals', {}, restarted), 'all_listening', 'all_reachable')).toEqual([['none', '-']]);
      expect(of('listener_table', { port: String(ports.http) }, restarted)).toEqual([expect.objectContaining({ State: 'not seen since the input started' })]);
    });

    test('against the period before', () => {
      const changes = ['change_ends', 'change_sources', 'change_open'] as const;
      expect(columnsOf(of('kpis').slice(-1), ...changes)).toEqual([[undefined, undefined, undefined]]);
      const before = moved(worlds[mode].events.filter(({ raw }) => raw.includes('"src_ip":"::1"')), host, -15 * 60);
      expect(columnsOf(of('kpis', {}, worldOf([...worlds[mode].events, ...before])).slice(-1), ...changes)).toEqual([[7, 1, undefined]]);
    });

    test('what listens, against a day ago', () => {
      expect(of('listener_totals').slice(-1)).toEqual([expect.objectContaining({ listening: 2, all_listening: 2 })]);
      expect(columnsOf(of('listener_totals').slice(-1), 'change_listening')).toEqual([[undefined]]);
      const older = worldOf([...worlds[mode].events, ...told('listen', 7777, -2 * 86400).map((event) => ({ ...event, host: 'db1' }))]);
      expect(columnsOf(of('listener_totals', {}, older).slice(-1), 'all_listening', 'change_listening')).toEqual([[3, 2]]);
    });

    test('who connects to it: each connection once, though both its ends are traced', () => {
      expect(numbers(of('kpis'), 'ends', 'open', 'sources')).toEqual([9, 0, 2]);
      expect(columnsOf(of('services'), 'Process', 'Port', 'Connections', 'Sources').map(String).sort()).toEqual([
        [self, ports.sink, 2, 1], [self, stuck[mode], 1, 1], ['python3', ports.http, 4, 1], ['python3', ports.http6, 2, 1],
      ].map(String).sort());
      expect(columnsOf(of('source_table', { process: 'python3' }), 'Source', 'Port', 'Connections').map(String).sort()).toEqual([['127.0.0.1', ports.http, 4], ['::1', ports.http6, 2]].map(String).sort());
      expect([total(of('by_process'), 'python3'), total(of('by_process'), self)]).toEqual([6, 3]);
    });
  });

  test('where nothing failed a chart of failures says so, with an axis of time', () => {
    const well = worldOf(worlds.lifecycle.events.filter(({ raw }) => !raw.includes('"event":"connect_failed"')).map((event) => ({ ...event, raw: event.raw.replace(/"retransmits":\d+/, '"retransmits":0') })));
    const shown = (view: string, search: string): unknown => {
      const all = rows(well, view, search);
      return [all.length > 1, [...new Set(all.flatMap((row) => Object.entries(row)).filter(([name]) => name !== '_time').map(String))]];
    };
    expect(shown('process_connections', 'failures_over_time')).toEqual([true, ['None failed,0']]);
    expect(shown('network_quality', 'failed_over_time')).toEqual([true, ['None failed,0']]);
    expect(shown('network_quality', 'resent_over_time')).toEqual([true, ['No retransmits,0']]);
  });

  test('hosts of a chart stand without their domain, unless two would be the same', () => {
    const names = ['web1.example.com', 'db1.example.com', 'db1.example.net', '10.0.0.1', '10.0.0.2'];
    const reported = worldOf(names.flatMap((name) => moved(worlds.lifecycle.events.filter(({ raw }) => raw.includes('"completeness"')), name)));
    const shown = new Set(rows(reported, 'setup_health', 'volume_over_time').flatMap((row) => Object.keys(row)).filter((name) => !name.startsWith('_')));
    expect([...shown].sort()).toEqual(['10.0.0.1', '10.0.0.2', 'db1.example.com', 'db1.example.net', 'web1']);
  });

  test('both modes give the same counts and bytes, in every panel that counts what ended', () => {
    const counted = (mode: Mode): unknown => [
      numbers(rows(worlds[mode], 'process_connections', 'kpis'), 'connections', 'failed'),
      numbers(rows(worlds[mode], 'connection_explorer', 'kpis'), 'connections', 'ends', 'failed'),
      numbers(rows(worlds[mode], 'process_connections', 'kpis'), 'destinations'),
      numbers(rows(worlds[mode], 'connection_explorer', 'kpis'), 'peers'),
      numbers(rows(worlds[mode], 'listeners_inbound', 'kpis'), 'ends', 'sources'),
    ];
    expect(counted('summary')).toEqual(counted('lifecycle'));
    const bytes = (mode: Mode): readonly number[] => ['Bytes sent', 'Bytes received'].map((name) => total(rows(worlds[mode], 'process_connections', 'destinations'), name));
    const events = worlds.summary.events.map(({ raw }) => JSON.parse(raw) as Record<string, unknown>);
    const ended = new Set(events.filter(({ event }) => event === 'close').map(({ flow_id: flow }) => flow));
    const existing = events.filter(({ event, direction, flow_id: flow }) => event === 'existing' && direction === 'outbound' && ended.has(flow));
    const before = ['bytes_out_before', 'bytes_in_before'].map((name) => existing.reduce((sum, event) => sum + Number(event[name] ?? 0), 0));
    expect(bytes('summary').map((sum, index) => sum + (before[index] ?? NaN))).toEqual(bytes('lifecycle'));
  });

  test('a thousand hosts: bases stay below 10,000 rows, and sums are of all of them', () => {
    const hosts = Array.from({ length: 1000 }, (_, at) => `host${at}`);
    const many = worldOf(hosts.flatMap((name) => moved(worlds.lifecycle.events, name)));
    for (const [id, { dataSources }] of Object.entries(views).filter(([name]) => name !== 'setup_health')) {
      const bases = new Set(Object.values(dataSources).flatMap(({ options }) => options.extend ?? []));
      for (const base of bases) expect(rows(many, id, base).length).toBeLessThan(10_000);
    }
    expect(numbers(rows(many, 'process_connections', 'kpis'), 'connections', 'failed')).toEqual([12_000, 3000]);
    const hostsOf = (search: string): readonly unknown[] => rows(many, 'setup_health', search).filter(({ host: name }) => name !== undefined);
    expect([hostsOf('hosts'), hostsOf('health')].map(({ length }) => length)).toEqual([1000, 1000]);
  }, 240_000);

  describe('without an event', () => {
    const nothing = worldOf([], { now: 1_795_000_000, rest: {} });
    const tables = Object.entries(views).filter(([id]) => id !== 'setup_health').flatMap(([id, { visualizations }]) =>
      Object.values(visualizations).filter(({ type }) => type === 'splunk.table').map(({ dataSources }) => [id, dataSources?.primary ?? ''] as const));

    test.each(tables)('%s.%s says what would fill it', (id, search) => {
      const shown = rows(nothing, id, search);
      expect(shown).toHaveLength(1);
      expect(Object.values(shown[0] ?? {}).join()).toMatch(/\w+ .*\.$/);
    });

    test.each(tables)('%s.%s: a click passes no sentence on', (id, search) => {
      const clicks = Object.values(view(id).visualizations).filter(({ dataSources }) => dataSources?.primary === search).flatMap(({ eventHandlers = [] }) => eventHandlers);
      const passed = clicks.flatMap(({ options }) => options.tokens).flatMap(({ value, key }) => /^row\.(.+)\.value$/.exec(value ?? key ?? '')?.[1] ?? []);
      expect(passed.filter((column) => rows(nothing, id, search)[0]?.[column] !== undefined)).toEqual([]);
    });

    test('words are not in the color of links', () => {
      const leading = Object.entries(views).flatMap(([id, { visualizations }]) => Object.values(visualizations).filter(({ type, eventHandlers }) => type === 'splunk.table' && eventHandlers !== undefined).map((panel) => ({ id, ...panel })));
      const blue = leading.flatMap(({ id, dataSources, options }) => {
        const formats = options['columnFormat'] as Readonly<Record<string, { readonly rowColors?: string }>>;
        const columns = rows(nothing, id, dataSources?.primary ?? '').flatMap((row) => Object.keys(row)).filter((column) => column !== 'State');
        return columns.filter((column) => formats[column]?.rowColors?.endsWith('pick(plain)') !== true).map((column) => [id, dataSources?.primary, column]);
      });
      expect(blue).toEqual([]);
    });

    test('the numbers are words, which have no colour', () => {
      const numbersIn = (id: string, search: string): unknown => rows(nothing, id, search).map((row) => Object.entries(row).filter(([name]) => !name.startsWith('_')).map(([, value]) => value));
      expect(numbersIn('process_connections', 'kpis')).toEqual([['none', ...Array<string>(6).fill('-')]]);
      expect(numbersIn('connection_explorer', 'kpis')).toEqual([['none', 'none', ...Array<string>(5).fill('-')]]);
      expect(numbersIn('network_quality', 'kpis')).toEqual([['none', '-', '-', '-', '-', '-']]);
      expect(numbersIn('listeners_inbound', 'listener_totals')).toEqual([['none', '-']]);
      expect(numbersIn('listeners_inbound', 'kpis')).toEqual([['none', '-', '-', '-', '-']]);
      expect(numbersIn('setup_health', 'host_totals')).toEqual([['no events', 'none known']]);
      expect(numbersIn('setup_health', 'health_totals')).toEqual([Array(4).fill('no events')]);
    });

    const charts = Object.entries(views).flatMap(([id, { visualizations }]) =>
      Object.values(visualizations).filter(({ type }) => /column|line|bar/.test(type)).map(({ dataSources }) => [id, dataSources?.primary ?? ''] as const));

    test.each(charts)('%s.%s has no row: a chart then says so in its middle', (id, search) => {
      expect(rows(nothing, id, search)).toEqual([]);
    });

    test('a list has one choice, which says so and chooses all', () => {
      for (const id of Object.keys(views).filter((name) => name !== 'setup_health')) expect(rows(nothing, id, 'hosts')).toEqual([{ host: 'no host has events', value: '**' }]);
      expect(rows(nothing, 'process_connections', 'processes')).toEqual([{ process_name: 'none connected in this time', value: '**' }]);
    });
  });
});
