import { commonColumns, type Shown } from '../../src/output/columns';
import { TableView } from '../../src/output/table';
import { losses, shownBy } from '../../src/commands/run/terminal_output';
import { lossFields } from '../../src/health/counters';
import { sampleProbes } from '../../src/probes';
import { probeNames } from '../../src/probes/names';
import type { Fields } from '../../src/text/columns';
import stringWidth from 'string-width';
import { cells, cut, fitted, folded, safeText, unpainted } from '../../src/text/terminal';

process.env['TZ'] = 'UTC';

const connect = {
  time: 1712345678.123456,
  event: 'connect',
  direction: 'outbound',
  src_ip: '192.168.100.200',
  src_port: 45678,
  dest_ip: '93.184.216.34',
  dest_port: 443,
  response_time: 0.012345,
  process_id: 12345,
  process_name: 'wget',
  user: 'www-data',
};

function table(width: number, headerEvery = 100, shown: ReadonlyMap<string, Shown> = shownBy(probeNames)): TableView {
  return new TableView({ width: () => width, headerEvery: () => headerEvery, shown, losses, paint: unpainted });
}

function line(fields: Fields, width = 200): string {
  return table(width).event('tcp', 1712345678.123456, fields).split('\n')[1] ?? '';
}

test('an event is one line under its header', () => {
  const text = table(160).event('tcp', 1712345678.123456, connect);
  const [header = '', row = ''] = text.split('\n');
  expect(row.replace(/ +/g, ' ')).toBe('19:34:38.123 connect 12345 wget www-data out 192.168.100.200:45678 → 93.184.216.34:443 12.35ms');
  for (const [title, value] of [['EVENT', 'connect'], ['PROCESS', 'wget'], ['DIR', 'out'], ['DESTINATION', '93.']] as const) {
    expect(row.indexOf(value)).toBe(header.indexOf(title));
  }
  expect(row.indexOf('12345') + 5).toBe(header.indexOf('PID') + 3);
});

test('the header comes again after some rows', () => {
  const format = table(160, 3);
  const text = Array.from({ length: 7 }, () => format.event('tcp', 1, connect)).join('');
  expect(text.split('\n').map((row) => (row.startsWith('TIME') ? 'h' : row === '' ? '' : 'r')).join('')).toBe('hrrrhrrrhr');
});

test.each([10, 20, 40, 60, 80, 100, 120, 132, 160, 200, 300])('no line is wider than %d cells', (width) => {
  const fields = { ...connect, event: 'connect_failed', src_ip: 'fd00:1111:2222:3333:4444:5555:6666:7777', dest_ip: '::1', user: '漢'.repeat(40), process_name: '😀'.repeat(9), outcome: 'address_unavailable', bytes_in: 123456789 };
  const text = table(width).event('tcp', 1712345678.123456, fields);
  expect(Math.max(...text.split('\n').map(cells))).toBeLessThanOrEqual(width);
});

test('a usual terminal shows who and where to', () => {
  const connections = shownBy(['tcp']);
  expect(table(80, 100, connections).header().trimEnd().split(/ +/)).toEqual(['TIME', 'EVENT', 'PID', 'PROCESS', 'DIR', 'DESTINATION', 'OUTCOME']);
  expect(line({ ...connect, dest_ip: '255.255.255.255', dest_port: 65535 }, 80)).toMatch(/^19:34:38 connect .* out 255\.255\.255\.255:65535$/);
  expect(table(160, 100, connections).header()).toContain(' USER ');
});

test('the port of a long address is kept', () => {
  const fields = { ...connect, dest_ip: '2001:db8:1111:2222:3333:4444:5555:6666' };
  expect(line(fields, 80)).toContain('[2001:db8:1111:2…:443');
  expect(line(fields, 250)).toContain('[2001:db8:1111:2222:3333:4444:5555:6666]:443');
});

test('ends and failures say how', () => {
  const close = { event: 'close', close_reason: 'fin_remote', duration: 3723.4, bytes_in: 1_234_567, bytes_out: 999, direction: 'inbound' };
  expect(line(close)).toMatch(/close .* in .* fin_remote +62m3s +1\.2M +999$/);
  expect(line({ event: 'connect_failed', outcome: 'refused', errno: 'ECONNREFUSED' })).toMatch(/ refused$/);
  expect(line({ event: 'close', outcome: 'success', close_reason: 'rst_local', duration: 0.0001 })).toMatch(/ rst_local +0\.10ms$/);
  expect(line({ event: 'listen', direction: 'listening', dest_ip: '0.0.0.0', dest_port: 80 })).toMatch(/ lis +0\.0\.0\.0:80$/);
});

test('other probes show their name and state', () => {
  const text = table(200).event('tcp_state', 1, {"old_state":"SYN_SENT","new_state":"ESTABLISHED"});
  expect(text).toMatch(/ tcp_state .* SYN_SENT→ESTABLISHED\n$/);
  expect(table(200).event('retransmit', 1, {"tcp_state":"ESTABLISHED"})).toMatch(/ retransmit .* ESTABLISHED\n$/);
});

test.each([80, 160, 250])('a kind with columns of its own has the common ones where all have them, in a line of %d cells', (width) => {
  const own: Shown = { columns: [{ title: 'WHAT', align: 'left', width: 10, mostWidth: 400, leaves: 0, text: ({ what }) => String(what) }] };
  const mixed = table(width, 100, new Map([...shownBy(['tcp']), ['other', own]]));
  const { event, process_id, process_name, user } = connect;
  const [header = '', first = ''] = mixed.event('tcp', 1, connect).split('\n');
  const [ownHeader = '', second = ''] = mixed.event('other', 1, { event, process_id, process_name, user, what: 'x'.repeat(400) }).split('\n');
  const at = second.indexOf('xxx');
  expect(second.slice(0, at)).toBe(first.slice(0, at));
  expect(header.slice(at)).toMatch(/^(DIR|DESTINATION) /);
  expect(ownHeader.indexOf('WHAT')).toBe(at);
  expect(cells(second)).toBe(width);
});

test('each kind has its header before its first row, and again after some rows of any kind', () => {
  const mixed = table(160, 4, shownBy(['tcp', 'process']));
  const rows = (kind: string, count: number): string => Array.from({ length: count }, () => mixed.event(kind, 1, connect)).join('');
  expect(mixed.header()).toBe('');
  const text = rows('tcp', 2) + rows('process', 1) + rows('tcp', 1) + rows('process', 1) + rows('tcp', 1) + rows('process', 1);
  const told = text.trimEnd().split('\n').map((row) => (row.startsWith('TIME') ? (row.includes('COMMAND') ? 'P' : 'T') : 'r')).join('');
  expect(told).toBe('TrrPrrrTrPr');
});

test.each(['process', 'shell', 'file'] as const)('of %s 80 cells have the user, and the time to the second', (name) => {
  const shown = table(80, 100, shownBy([name]));
  expect(shown.header()).toMatch(/^TIME +EVENT .* USER /);
  expect(shown.event(name, 1712345678.123456, { event: 'x', user: 'www-data' })).toMatch(/^19:34:38 x .* www-data/);
});

test.each(sampleProbes)('of $name a usual terminal shows more than the common columns, and none of these twice', ({ name, columns }) => {
  const common = commonColumns(80).map(({ title }) => title);
  const titles = table(80, 100, shownBy([name])).header().trimEnd().split(/ +/);
  expect(columns.filter(({ title }) => common.includes(title))).toEqual([]);
  expect(columns.some(({ title }) => titles.includes(title))).toBe(true);
});

test('health shows only when something was lost', () => {
  expect(table(80).event('health', 1, {"lost_samples":0,"events":7})).toBe('');
  expect(table(80).event('health', 1, {"lost_samples":3,"dropped_events":1})).toBe('lost: lost_samples 3, dropped_events 1\n');
  for (const [field] of lossFields) expect(table(80).event('health', 1, { [field]: 3 })).toBe(`lost: ${field} 3\n`);
});

test('hostile names cannot speak to the terminal', () => {
  const hostile = '\u001b[2J\u009b31m\r\n\u0007\u202eevil\ud800\u200b';
  const text = table(200).event('tcp', 1, { event: 'connect', process_name: hostile, user: hostile });
  expect(text.split('\n')).toHaveLength(3);
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u200b\ud800]/u);
  expect(text).toMatch(/\ufffd\[2J.*ev/);
});

describe('text in cells', () => {
  test('is counted as it is shown', () => {
    expect(['', 'abc', 'ä', '漢字', '😀', 'a\u0301'].map(cells)).toEqual([0, 3, 1, 4, 2, 1]);
  });

  test('of one cell each takes the short way, to the same end', () => {
    for (let code = 0x20; code < 0x2200; code += 1) {
      const character = safeText(String.fromCharCode(code));
      expect([code, cells(character)]).toEqual([code, stringWidth(character)]);
    }
  });

  test('is counted by what a terminal shows as one', () => {
    expect(['👨‍👩‍👧', '🇩🇪', 'e\u0301\u0323', '각'].map(cells)).toEqual([2, 2, 1, 2]);
    expect(cut('🇩🇪🇫🇷🇮🇹', 5)).toBe('🇩🇪🇫🇷…');
    expect(cut('→ example', 4)).toBe('→ e…');
  });

  test('is cut and filled', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('漢字漢字', 4)).toBe('漢…');
    expect(cut('abc', 0)).toBe('');
    expect(fitted('漢字漢字', 4, 'right')).toBe(' 漢…');
    expect(fitted('ab', 4, 'right')).toBe('  ab');
  });

  test('is safe', () => {
    expect(safeText('plain äöü 😀')).toBe('plain äöü 😀');
    expect(safeText('\u001b]0;x\u0007')).toBe('\ufffd]0;x\ufffd');
  });
});

test('long text is folded behind a blank, a comma or a >, where there is one', () => {
  const text = '<data>{"process_id":12,"process":"/usr/bin/wget 漢"}</data>';
  expect(folded(text, 20)).toEqual(['<data>', '{"process_id":12,', '"process":"/usr/bin/', 'wget 漢"}</data>']);
  expect(folded(text, 1000)).toEqual([text]);
  expect(folded('', 20)).toEqual([]);
});

test.each([1, 2, 7, 19])('folded into %d characters, nothing is lost and nothing is longer', (width) => {
  const text = 'a list, of 😀 words,andwhathasnoblankanywhere>, \n and an end';
  const parts = folded(text, width);
  expect(parts.join('')).toBe(text);
  expect(Math.max(...parts.map((part) => [...part].length))).toBeLessThanOrEqual(width);
});
