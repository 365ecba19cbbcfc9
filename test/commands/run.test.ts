import { closingLine, parseRun } from '../../src/commands/run';
import { jsonLines } from '../../src/output/format';
import { TableFormat } from '../../src/output/table';
import { XmlFormat } from '../../src/output/xml';
import type { Totals } from '../../src/probes/health';
import { argumentList, parseSettings } from '../../src/settings';

function parsed(...args: readonly string[]): Extract<ReturnType<typeof parseRun>, { settings: unknown }> {
  const result = parseRun(args);
  if ('problems' in result) throw new Error(result.problems.join('; '));
  return result;
}

function problems(...args: readonly string[]): readonly string[] {
  const result = parseRun(args);
  return 'problems' in result ? result.problems : [];
}

test('without options it is the defaults, a table, and no end', () => {
  const { settings, format, durationSeconds } = parsed();
  expect(settings).toEqual(parseSettings({}).settings);
  expect(format).toBeInstanceOf(TableFormat);
  expect(durationSeconds).toBe(0);
});

test('every argument of inputs.conf is an option, with - for _', () => {
  for (const { name, default: value } of argumentList) {
    expect(parsed(`--${name.replaceAll('_', '-')}=${value}`).settings).toEqual(parseSettings({}).settings);
  }
});

test('options have the values of inputs.conf', () => {
  const params = { mode: 'summary', include_processes: 'wget, py*', include_ports: '443', ring_mb: '32', command_line_bytes: '0' };
  const args = Object.entries(params).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);
  expect(parsed(...args).settings).toEqual(parseSettings(params).settings);
});

test('what does nothing is said', () => {
  expect(parsed('--summary-interval', '60').warnings).toEqual(['summary_interval does nothing here: it is for mode = summary']);
  expect(parsed('--summary-interval', '60', '--mode', 'summary').warnings).toEqual([]);
});

test('--probe is short for --probes', () => {
  expect(parsed('--probe', 'tcp_state,retransmit').settings.probes).toEqual(['tcp_state', 'retransmit']);
  expect(parsed('--probes', 'retransmit').settings.probes).toEqual(['retransmit']);
});

test.each([['json', jsonLines.constructor], ['xml', XmlFormat], ['table', TableFormat]] as const)('the format %s', (name, kind) => {
  expect(parsed('--format', name).format).toBeInstanceOf(kind);
});

test.each(['0.5', '5', '0'])('a duration of %s seconds', (seconds) => {
  expect(parsed('--duration', seconds).durationSeconds).toBe(Number(seconds));
});

test.each<[readonly string[], RegExp]>([
  [['--format', 'yaml'], /^format = "yaml": must be one of table, json, xml$/],
  [['--duration', 'long'], /^duration = "long": must be a number of seconds up to 2147483$/],
  [['--duration', '-1'], /^Option '--duration' argument is ambiguous\. .*'; see "ebpf_trace --help"$/],
  [['--duration=-1'], /^duration = "-1": must be/],
  [['--duration', ''], /^duration = "": must be/],
  [['--duration', 'Infinity'], /^duration = "Infinity": must be/],
  // A timer of more milliseconds than 31 bits fires at once.
  [['--duration', '2147484'], /^duration = "2147484": must be/],
  [['--ring-mb', '3'], /^ring_mb = "3": must be a power of two from 1 to 256$/],
  [['--ring_mb', '4'], /ring_mb.*; see "ebpf_trace --help"$/],
  [['--nosuch'], /nosuch.*; see "ebpf_trace --help"$/],
  [['--mode'], /mode.*; see "ebpf_trace --help"$/],
  [['wget'], /wget.*; see "ebpf_trace --help"$/],
])('%j is refused in one line', (args, message) => {
  const told = problems(...args);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(message);
  expect(told[0]).not.toContain('\n');
});

test('all that is wrong is told at once', () => {
  expect(problems('--ring-mb', '3', '--mode', 'x', '--include-ports', '0')).toHaveLength(3);
});

test('the closing line counts everything', () => {
  const totals = {
    kernel: { lost: [0, 2, 0, 0], untracked: 1, missed: 1, filtered: 5, excluded: 6 }, writer: { droppedEvents: 3 }, decodeErrors: 1,
    events: { tcp: 10, retransmit: 1 }, bytes: {},
  } as unknown as Totals;
  expect(closingLine(totals, 4)).toBe(
    "10 tcp events, 1 retransmit events; 5 connections filtered, 6 of this program's own left out; lost: 12");
});

test('a terminal that says it has 0 lines of 0 cells gets one header, and all columns', () => {
  const { columns, rows } = process.stdout;
  Object.assign(process.stdout, { columns: 0, rows: 0 });
  try {
    const { format } = parsed();
    const event = (): string => format.event('ebpf:tcp', '1712345678.123456', '{"event":"connect","user":"root"}');
    const [header, ...more] = (event() + event()).trimEnd().split('\n');
    expect(header).toMatch(/^TIME .* OUT$/);
    expect(more).toEqual([expect.stringContaining('root'), expect.stringContaining('root')]);
  } finally {
    Object.assign(process.stdout, { columns, rows });
  }
});
