import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRun } from '../../../src/commands/run/arguments';
import { asOptions } from '../../../src/commands/run/options';
import { tracedText } from '../../../src/commands/run/scope';
import { argumentList, parseSettings } from '../../../src/settings';
import { cells } from '../../../src/text/terminal';

function parsed(...args: readonly string[]): Extract<ReturnType<typeof parseRun>, { settings: unknown }> {
  const result = parseRun(args) as Exclude<ReturnType<typeof parseRun>, 'help'>;
  if ('problems' in result) throw new Error(result.problems.join('; '));
  return result;
}

function problems(...args: readonly string[]): readonly string[] {
  const result = parseRun(args) as Exclude<ReturnType<typeof parseRun>, 'help'>;
  return 'problems' in result ? result.problems : [];
}

test('a command has its own --help', () => {
  expect(parsed('--', 'ls', '--help').command).toEqual(['ls', '--help']);
  expect(parseRun(['-h', '--', 'ls'])).toBe('help');
});

test('without options it is the defaults, a table of all, and no end', () => {
  expect(parsed()).toEqual({
    settings: parseSettings({}).settings, warnings: [], userNames: [], format: 'table', durationSeconds: 0, count: Infinity, pids: [], onlyFailed: false, isTop: false, hasEvents: false, scope: '', command: [],
  });
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
  expect(parsed('--summary-interval', '60').warnings).toEqual(['--summary-interval does nothing here: it is for mode = summary']);
  expect(parsed('-P', '443', '--probe', 'file').warnings).toEqual([expect.stringMatching(/^-P does nothing with these probes: it is for tcp, /)]);
  expect(parsed('wget', '--exclude-processes', 'wget').warnings).toEqual(['process can match nothing: --exclude-processes leaves out all of it']);
  expect(parsed('--failed', '--probes', 'tcp,process').warnings).toEqual(['--failed shows connections only, and nothing else of process']);
  expect(parsed('--summary-interval', '60', '--mode', 'summary').warnings).toEqual([]);
});

test('--probe is short for --probes', () => {
  expect(parsed('--probe', 'tcp_state,retransmit').settings.probes).toEqual(['tcp_state', 'retransmit']);
  expect(parsed('--probes', 'retransmit').settings.probes).toEqual(['retransmit']);
});

test.each(['json', 'xml', 'table'])('the format %s', (name) => {
  expect(parsed('--format', name).format).toBe(name);
});

test('short forms are what they stand for', () => {
  const long = { include_processes: 'wget,curl', include_ports: '443,80', include_users: 'root', include_networks: '10.0.0.0/8' };
  expect(parsed('wget', '-P', '443', 'curl', '--port=80', '-u', 'root', '--network', '10.0.0.0/8').settings).toEqual(parseSettings(long).settings);
  expect(parsed('--process', 'wget', '--include-processes', 'curl').settings.includeProcesses).toHaveLength(2);
  expect(parsed('-p', '12', '-p34,56').pids).toEqual([12, 34, 56]);
  expect(parsed('--json', '-n', '20', '--failed')).toMatchObject({ format: 'json', count: 20, onlyFailed: true });
  expect(parsed('--events')).toMatchObject({ hasEvents: true });
  expect(parsed('--top')).toMatchObject({ isTop: true });
  expect(parsed('--direction', 'out,in').settings.direction).toEqual(['outbound', 'inbound']);
});

test('what is behind -- is the command, with options of its own', () => {
  expect(parsed('-P', '443', '--', 'curl', '-s', '--json', 'x')).toMatchObject({ command: ['curl', '-s', '--json', 'x'], format: 'table' });
});

test('settings are named as run has them', () => {
  expect(asOptions('raise ring_mb, or max_connections: the probes, mode = summary')).toBe('raise --ring-mb, or --max-connections: the probes, --mode = summary');
});

test.each(['0.5', '5', '0'])('a duration of %s seconds', (seconds) => {
  expect(parsed('--duration', seconds).durationSeconds).toBe(Number(seconds));
});

test.each<[readonly string[], string]>([
  [['--format', 'yaml'], '--format "yaml": must be one of table, json, xml'],
  [['--duration', 'long'], '--duration "long": must be a number of seconds up to 2147483'],
  [['--duration', '-1'], '--duration "-1": must be a number of seconds up to 2147483'],
  [['--duration', ''], '--duration "": must be a number of seconds up to 2147483'],
  [['--duration', 'Infinity'], '--duration "Infinity": must be a number of seconds up to 2147483'],
  // A timer of more milliseconds than 31 bits fires at once.
  [['--duration', '2147484'], '--duration "2147484": must be a number of seconds up to 2147483'],
  [['-n', '0'], '-n "0": must be a whole number from 1 on'],
  [['-p', 'wget'], '-p "wget": must be process ids with commas between them'],
  [['--ring-mb', '3'], '--ring-mb "3": must be a power of two from 1 to 256'],
  [['--probe', 'udp'], '--probe "udp": allowed are tcp, tcp_state, retransmit, process, shell, file, block_io'],
  [['-P', '0'], '-P "0": write a port number from 1 to 65535, or a range as 8000-8100'],
  [['-P', 'https'], '-P "https": write a port number from 1 to 65535, or a range as 8000-8100'],
  [['-P', '80', '-P', 'https'], '-P "80,https": has "https": write a port number from 1 to 65535, or a range as 8000-8100'],
  [['/usr/bin/curl'], 'process "/usr/bin/curl": a process is named without its path; write curl'],
  [['wget,,curl'], 'process "wget,,curl": has an empty entry between commas'],
  [['--ring_mb', '4'], 'unknown option --ring_mb; did you mean --ring-mb?'],
  [['--exclude-network', '::1'], 'unknown option --exclude-network; did you mean --exclude-networks?'],
  [['--evnets'], 'unknown option --evnets; did you mean --events?'],
  [['--nosuch'], 'unknown option --nosuch; see "ebpf_trace run --help"'],
  [['-x'], 'unknown option -x; see "ebpf_trace run --help"'],
  [['--mode'], '--mode needs a value; see "ebpf_trace run --help"'],
  [['-P', '--json'], '-P needs a value; see "ebpf_trace run --help"'],
  [['--json=1'], '--json takes no value'],
  [['--'], '-- needs a command behind it'],
  [['--failed', '--probes', 'process'], '--failed is for the probe tcp: not with --probes process'],
  [['--top', '--probe', 'tcp,process'], '--top is for the probe tcp: not with --probe tcp,process'],
  [['--top', '--json'], '--top is a table of its own: not with --format json'],
])('%j is refused in one line that names it as it was typed', (args, message) => {
  expect(problems(...args)).toEqual([message]);
});

test.each<[readonly string[], string]>([
  [[], 'TCP connections'],
  [['--probes', 'block_io,process,tcp,file'], 'TCP connections, processes, files, disks'],
  [['nosuch'], 'TCP connections of nosuch'],
  [['wget', 'python3*', '-P', '443', '-u', 'www-data', '--failed'], 'TCP connections of wget, python3* of user www-data to port 443 that failed'],
  [['-p', '12,34', '-P', '8000-8100', '--network', '10.0.0.0/8'], 'TCP connections of processes 12, 34 to ports 8000-8100 with 10.0.0.0/8'],
  [['--direction', 'out', '--exclude-networks', '127.0.0.0/8,::1'], 'TCP connections that are outbound except with 127.0.0.0/8, ::1'],
  [['--probe', 'process', '--', 'true'], 'the processes of true'],
  [['-P', '443', '--', 'curl', 'x'], 'the TCP connections of curl to port 443'],
])('%j traces %s', (args, text) => {
  const { settings, command, scope } = parsed(...args);
  expect(tracedText(settings.probes, command, scope, 100)).toBe(text);
  expect(cells(tracedText(settings.probes, command, scope, 20))).toBeLessThanOrEqual(20);
});

test('all that is wrong is reported at once', () => {
  expect(problems('--ring-mb', '3', '--mode', 'x', '--include-ports', '0')).toHaveLength(3);
});

test('what docs/run.md shows is understood', () => {
  const text = readFileSync(join(__dirname, '../../../docs/run.md'), 'utf8');
  const lines = [...text.matchAll(/^sudo ebpf_trace run(.*?)(?: *#.*| \|.*)?$/gm)].map(([, args = '']) => args.replaceAll("'", '').split(' ').filter((arg) => arg !== ''));
  expect(lines).toHaveLength(10);
  expect(lines.map((args) => problems(...args))).toEqual(lines.map(() => []));
});
