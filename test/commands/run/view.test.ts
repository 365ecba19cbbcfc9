/** What a terminal shows of events: a line a connection, and who talked to whom. */
import type { Fields } from '../../../src/text/columns';
import type { Choice } from '../../../src/commands/run/choice';
import { connectionsText } from '../../../src/commands/run/closing';
import { ConnectionView } from '../../../src/commands/run/view';
import { lastedText, viewColumns } from '../../../src/commands/run/view_columns';
import { fittingColumns } from '../../../src/output/table';
import { cells, painted, paintFor, unpainted } from '../../../src/text/terminal';

process.env['TZ'] = 'UTC';

const everything: Choice = { onlyFailed: false, count: Infinity, onEnough: () => undefined };
const began = 1712345678.5;

function viewOf(width: number, choice: Partial<Choice> = {}, rows = 100, paint = unpainted): ConnectionView {
  return new ConnectionView({ width: () => width, headerEvery: () => rows, paint, choice: { ...everything, ...choice }, hasLines: true });
}

const owner = { process_id: 12345, process_name: 'wget', user: 'www-data', process: 'wget -q http://93.184.216.34/' };
const ends = { direction: 'outbound', src_ip: '192.168.100.200', src_port: 45678, dest_ip: '93.184.216.34', dest_port: 443 };
const connect = { event: 'connect', ...ends, response_time: 0.0125, flow_id: 'f1', ...owner };
const close = { event: 'close', ...ends, bytes_in: 1_234_567, bytes_out: 129, duration: 0.0831, close_reason: 'fin_remote', flow_id: 'f1', process_id: 12345, process_name: 'wget' };
const refused = { event: 'connect_failed', ...ends, outcome: 'refused', errno: 'ECONNREFUSED', duration: 0.00003, ...owner };

function shown(view: ConnectionView, ...events: readonly Fields[]): string[] {
  const text = events.map((fields) => view.event('tcp', began, fields)).join('');
  return text.split('\n').slice(0, -1);
}

const squeezed = (line = ''): string => line.replace(/ +/g, ' ').trim();

test('a connection is one line, when it has ended, with the user and the command of its beginning', () => {
  const view = viewOf(160);
  expect(shown(view, connect)).toEqual([]);
  const [header, line] = shown(view, close);
  expect(squeezed(header)).toBe('TIME PROCESS PID USER DESTINATION RESULT LASTED OUT IN COMMAND');
  expect(squeezed(line)).toBe('19:34:38 wget 12345 www-data → 93.184.216.34:443 ok 83.1ms 129 1.2M wget -q http://93.184.216.34/');
  expect(view.stillOpen).toBe(0);
});

test('80 cells have all that matters', () => {
  const titles = fittingColumns(80, viewColumns(24)).map(({ title }) => title);
  expect(titles).toEqual(['TIME', 'PROCESS', 'USER', 'DESTINATION', 'RESULT', 'LASTED', 'OUT', 'IN']);
  const far = { ...connect, dest_ip: '255.255.255.255', dest_port: 65535, src_ip: '1.2.3.4' };
  const view = viewOf(80);
  shown(view, far);
  const [, line] = shown(view, { ...close, dest_ip: '255.255.255.255', dest_port: 65535, duration: 5999 });
  expect(squeezed(line)).toBe('19:34:38 wget www-data → 255.255.255.255:65535 ok 99m59s 129 1.2M');
});

test.each([20, 40, 60, 80, 100, 120, 160, 200, 300])('no line is wider than %d cells', (width) => {
  const wide = { ...refused, dest_ip: 'fd00:1111:2222:3333:4444:5555:6666:7777', user: '漢'.repeat(40), process_name: '😀'.repeat(9), outcome: 'address_unavailable', process: 'x'.repeat(500) };
  const view = viewOf(width);
  const lines = [...shown(view, refused, wide, refused), ...view.table(10).split('\n')];
  expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(width);
});

test('the command fills what is left', () => {
  const long = { ...refused, process: `wget ${'x'.repeat(500)}` };
  for (const width of [120, 160, 250]) expect(cells(shown(viewOf(width), long)[1] ?? '')).toBe(width);
});

test('who connects to us is shown, and to which port', () => {
  const accept = { ...connect, event: 'accept', direction: 'inbound', src_ip: '10.0.0.9', dest_port: 22 };
  const view = viewOf(80);
  shown(view, accept);
  expect(squeezed(shown(view, { ...close, direction: 'inbound', src_ip: '10.0.0.9', dest_port: 22 })[1])).toContain(' ← 10.0.0.9 :22 ok ');
});

test('of a long address the port is kept; where there is room the column grows with it, under a header of its own', () => {
  const far = { ...refused, dest_ip: '2001:db8:1111:2222:3333:4444:5555:6666' };
  expect(shown(viewOf(80), far)[1]).toContain('→[2001:db8:1111:22…:443 ');
  const view = viewOf(180);
  const lines = shown(view, refused, far, refused);
  expect(lines.map((line) => line.startsWith('TIME'))).toEqual([true, false, true, false, false]);
  expect(lines[3]).toContain('→ [2001:db8:1111:2222:3333:4444:5555:6666]:443 ');
  expect(lines[4]?.indexOf('refused')).toBe(lines[3]?.indexOf('refused'));
});

test.each([
  ['fin_local', 'ok', false], ['fin_remote', 'ok', false], ['rst_local', 'aborted', false], ['aborted', 'aborted', false],
  ['rst_remote', 'reset', true], ['timeout', 'timed out', true], [undefined, 'closed', false],
])('a close by %s is "%s"', (reason, word, isFailure) => {
  const view = viewOf(80);
  expect(shown(view, { ...close, close_reason: reason })[1]).toContain(` ${word} `);
  expect([view.connections, view.failed]).toEqual([1, isFailure ? 1 : 0]);
});

test.each([['refused', 'refused'], ['timed_out', 'timed out'], ['unreachable', 'unreachable'], ['address_unavailable', 'no address'], ['denied', 'denied']])('a failed connect that was %s is "%s"', (outcome, word) => {
  expect(shown(viewOf(80), { ...refused, outcome })[1]).toContain(` ${word} `);
});

test('one that stays open has a line after 2 s, once, and its own at the end', () => {
  const view = viewOf(160);
  shown(view, connect);
  expect(view.openLines(began + 1.9)).toBe('');
  const [, line] = view.openLines(began + 2.1).split('\n');
  expect(squeezed(line)).toBe('19:34:40 wget 12345 www-data → 93.184.216.34:443 open 2.10s wget -q http://93.184.216.34/');
  expect(view.openLines(began + 9)).toBe('');
  expect(squeezed(shown(view, close)[0])).toContain(' ok 83.1ms 129 1.2M wget -q');
});

test('what is open at the end and has no line yet gets one', () => {
  const view = viewOf(80);
  shown(view, connect);
  expect(view.end()).toContain(' open ');
  expect(view.end()).toBe('');
});

test('what was there before has no line but that of its end, with its user; a listener has one', () => {
  const view = viewOf(80);
  expect(shown(view, { ...connect, event: 'existing' }, { event: 'existing', direction: 'listening', dest_ip: '::', dest_port: 22 })).toEqual([]);
  expect(view.banner('TCP connections')).toMatch(/^tracing TCP connections \(1 were open before\); Ctrl-C ends\nTIME .* IN\n$/);
  expect([view.openLines(began + 9), view.end()]).toEqual(['', '']);
  const [listening, ended] = shown(view, { event: 'listen', direction: 'listening', dest_ip: '0.0.0.0', dest_port: 80, process_name: 'nginx', user: 'root' }, close);
  expect(squeezed(listening)).toBe('19:34:38 nginx root 0.0.0.0:80 listens');
  expect(ended).toContain(' www-data ');
});

test('reports of summary mode are added up', () => {
  const view = viewOf(80);
  shown(view, { ...close, event: 'flow', bytes_in: 1000, bytes_out: 1 }, { ...close, event: 'flow', bytes_in: 500 });
  expect(squeezed(shown(view, { ...close, bytes_in: 10, bytes_out: 0 })[1])).toMatch(/ 130 1\.5k$/);
});

test('--failed shows what failed, by connect or end', () => {
  const view = viewOf(80, { onlyFailed: true });
  const lines = shown(view, connect, close, refused, { ...close, close_reason: 'rst_remote' });
  expect(lines.slice(1).map((line) => / (refused|reset) /.exec(line)?.[1])).toEqual(['refused', 'reset']);
  expect(view.openLines(began + 9)).toBe('');
});

test('others than ours are neither shown nor counted', () => {
  const view = viewOf(80, { isOurs: ({ process_id: pid }) => pid === 1 });
  expect([shown(view, connect, close, refused), view.connections, view.stillOpen]).toEqual([[], 0, 0]);
});

test('after so many lines there are no more', () => {
  const onEnough = jest.fn();
  const view = viewOf(80, { count: 2, onEnough });
  expect(shown(view, refused, refused, refused, connect)).toHaveLength(3);
  expect([view.end(), onEnough.mock.calls.length]).toEqual(['', 1]);
});

test('the header comes again with each screen', () => {
  const lines = shown(viewOf(80, {}, 6), ...Array.from({ length: 9 }, () => refused));
  expect(lines.map((line) => (line.startsWith('TIME') ? 'h' : 'r')).join('')).toBe('hrrrrrhrrrr');
});

test('failures are red, and only where colours are wanted', () => {
  const [header, ok, bad] = shown(viewOf(80, {}, 100, painted), close, refused);
  const inColour = (line = ''): string => line.replaceAll('\u001b', '^').replace(/(?<=^\^\[\d+m)[^^]+/, '...');
  expect([header, bad].map(inColour)).toEqual(['^[1m...^[0m', '^[31m...^[0m']);
  expect(ok).not.toContain('\u001b');
  const paint = (isTerminal: boolean, env: NodeJS.ProcessEnv): string => paintFor(isTerminal, env)('red', 'x\n');
  expect([paint(true, {}), paint(true, { NO_COLOR: '' })]).toEqual(['\u001b[31mx\u001b[0m\n', '\u001b[31mx\u001b[0m\n']);
  expect([paint(false, {}), paint(true, { NO_COLOR: '1' }), paint(true, { TERM: 'dumb' })]).toEqual(['x\n', 'x\n', 'x\n']);
});

test('hostile names cannot speak to the terminal', () => {
  const hostile = '\u001b[2J\u009b31m\r\n\u0007\u202eevil';
  const lines = shown(viewOf(160), { ...refused, process_name: hostile, user: hostile, process: hostile, outcome: hostile });
  // eslint-disable-next-line no-control-regex
  expect(lines).toEqual([expect.any(String), expect.not.stringMatching(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/u)]);
});

test('the table at the end: by process and destination, with the median handshake', () => {
  const view = viewOf(100);
  for (const [flow, seconds] of [['a', 0.001], ['b', 0.02], ['c', 0.003]] as const) shown(view, { ...connect, flow_id: flow, response_time: seconds }, { ...close, flow_id: flow });
  shown(view, refused, { ...refused, process_name: 'curl' });
  const lines = view.table(10).trimEnd().split('\n').map(squeezed);
  expect(lines).toEqual([
    'PROCESS USER DESTINATION COUNT FAILED OPEN HANDSHAKE OUT IN',
    'wget www-data → 93.184.216.34:443 4 1 3.00ms 387 3.7M',
    'curl www-data → 93.184.216.34:443 1 1',
  ]);
  expect(view.table(1)).toContain('and 1 more\n');
  expect(connectionsText(view, 12.4)).toBe('5 connections ended in 12 s, 2 failed\n');
  expect(connectionsText(viewOf(80), 1)).toBe('no connections ended in 1 s\n');
  expect(connectionsText(viewOf(80), 2.2, 1)).toBe('no connections ended in 2 s; 1 was left out by the filters\n');
});

test('the table counts open connections, too, and loses no column at 80 cells', () => {
  const view = viewOf(80);
  const far = { ...connect, dest_ip: '255.255.255.255', dest_port: 65535 };
  shown(view, { ...far, event: 'existing', flow_id: 'g' }, far, connect, close, { ...connect, flow_id: 'h' });
  for (let flow = 0; flow < 60_000; flow += 1) view.event('tcp', 1, { ...connect, process_name: 'many', flow_id: String(flow) });
  expect(view.table(10).trimEnd().split('\n').map(squeezed)).toEqual([
    'PROCESS USER DESTINATION COUNT FAILED OPEN HANDSHAKE OUT IN',
    'many www-data → 93.184.216.34:443 60000 60k',
    'wget www-data → 93.184.216.34:443 2 1 12.5ms 129 1.2M',
    'wget www-data → 255.255.255.255:65535 1 1',
  ]);
});

test('what is kept of connections is bounded', () => {
  const view = viewOf(80);
  for (let flow = 0; flow < 66_000; flow += 1) view.event('tcp', 1, { event: 'connect', direction: 'outbound', dest_port: flow % 5000, process_name: 'p', flow_id: String(flow) });
  expect(view.stillOpen).toBe(65_536);
  for (let flow = 0; flow < 66_000; flow += 1) view.event('tcp', 1, { event: 'close', direction: 'outbound', dest_port: flow % 5000, process_name: 'p', flow_id: String(flow) });
  expect([view.stillOpen, view.connections]).toEqual([0, 66_000]);
  expect(view.table(Infinity).split('\n').length).toBeLessThan(4200);
  expect(view.table(1)).toContain('(others)');
});

test.each([
  [0.00003, '0.03ms'], [0.00999, '9.99ms'], [0.0099999, '10.0ms'], [0.0123, '12.3ms'], [0.5, '500ms'], [0.9996, '1.00s'], [12.34, '12.3s'],
  [99.9, '99.9s'], [99.96, '1m39s'], [5999, '99m59s'], [6000, '1h40m'], [359_999, '99h59m'], [864_000, '10d0h'], [undefined, ''],
])('%d seconds are %s', (seconds, text) => {
  expect(lastedText(seconds)).toBe(text);
});
