/** Programs that hardly ever should run, and those that run all day. */
import { type Case, day, hour, minute, now } from './case';
import { computed } from './programs';
import { all, fieldsOf, Recorded } from './recorded';
import { shownUser } from '../truth/tracer';

const [root, nobody] = [shownUser(0), shownUser(65534)];
const recently = now - 30 * minute;
const week = [6, 5, 4, 3, 2].map((days) => now - days * day - 4 * hour);

const everything = (recorded: Recorded): Recorded => recorded.at(recently);
const exec = (recorded: Recorded, name: string): Recorded => recorded.of(name).where(({ event }) => event === 'exec');
const of = (recorded: Recorded, ...names: readonly string[]): Recorded => all(names.map((name) => recorded.of(name)));
const inTemporary = (name: string): string => expect.stringMatching(new RegExp(`^/tmp/dropped-\\w+/${name}$`)) as string;
const installed = (name: string): string => expect.stringMatching(new RegExp(`^/var/lib/ebpf-trace-programs-\\w+/${name}$`)) as string;

const server = { search: 'Shell started by a server', columns: ['host', 'user', 'parent_process_exec', 'process_name', 'shells', 'process'] } as const;
const shell = ['web1', root, 'nginx', 'sh', 2, '/bin/sh -c exit 0'] as const;

/** The last one of a name; of several parents that of one. */
const last = (recorded: Recorded, name: string, parent?: string): readonly [string, string] => {
  const fields = exec(recorded, name).where(({ parent_process_name: of }) => parent === undefined || of === parent).events.map(fieldsOf).at(-1);
  return [String(fields?.['process_id']), String(fields?.['process_guid'])];
};
/** A shell of a parent, whom nobody logged in started unless one is named: written by hand, since who runs a test may be logged in or not. */
const shellOf = (path: string, more: object = {}): Recorded => {
  const fields = { process_id: 9, process_name: 'sh', process_guid: 'nine', user: 'app', user_id: 7, process_path: '/usr/bin/dash', process: 'sh -c id' };
  const parent = { parent_process_name: path.split('/').at(-1), parent_process_path: path, parent_process: path };
  const raw = JSON.stringify({ time: recently, event: 'exec', ...fields, ...parent, ...more });
  return new Recorded([{ time: recently, raw, host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:process', index: 'ebpf' }]);
};
/** Behind these a rollup of so many more, of which only the first says who it was. */
const withRollup = ({ events }: Recorded, event: string, count: number): Recorded => new Recorded([...events, ...events.slice(0, 1).map((one) => {
  const first = JSON.parse(one.raw) as Record<string, unknown>;
  const unnamed = { process_id: undefined, process_guid: undefined, requested_path: undefined };
  return { ...one, raw: JSON.stringify({ ...first, ...unnamed, event, count, first_time: first['time'], first_process_guid: first['process_guid'] }) };
})]);
/** Beyond the budget, so many more. */
const more = (name: string, count: number) => (recorded: Recorded): Recorded => withRollup(exec(recorded, name).at(recently), 'exec_rollup', count);
const login = { login_user: 'ann', login_user_id: 1000 };
const byHand = { ...server, columns: ['parent_process_exec', 'process_id', 'process_guid'] } as const;

const temporary = { search: 'Program run from a temporary folder', columns: ['host', 'user', 'parent_process_exec', 'program', 'process_path', 'runs'] } as const;
const elsewhere = '("/nowhere/*")';
/** The parent of what a test starts is the test. */
const test = expect.any(String) as string;
const interpreter = expect.stringMatching(/^\/.*\/(?:da|ba)?sh$/) as string;
const ghost = ['web1', root, test, inTemporary('ghost'), inTemporary('ghost \\(deleted\\)'), 1] as const;
const gone = ['web1', root, test, installed('gone'), installed('gone \\(deleted\\)'), 1] as const;
const hidden = ['web1', root, test, '/memfd:hidden', '/memfd:hidden (deleted)', 1] as const;

const fresh = { search: 'Program that is new on a host', columns: ['_time', 'host', 'user', 'program', 'runs', 'new_programs'] } as const;
const known = (recorded: Recorded): Recorded => all([exec(recorded, 'agent').atEach(week), exec(recorded, 'agent').at(now - 2 * hour)]);
const existing = (recorded: Recorded): Recorded => new Recorded(recorded.events.map((event) => ({ ...event, raw: event.raw.replace('"event":"exec"', '"event":"existing"') })));

const elevation = { search: 'Change to another user (sudo, su, pkexec)', columns: ['host', 'user', 'process_name', 'command', 'times'] } as const;

const trying = { search: 'Many programs that could not be run', columns: ['host', 'user', 'process_name', 'programs', 'failures', 'nameless', 'errno', 'program'] } as const;
const folder = expect.stringMatching(/^ebpf-trace-programs-/) as string;
const tried = (failures: number, nameless: number) => ['web1', root, 'agent', 4, failures, nameless, ['EACCES', 'ENOENT', 'ENOTDIR'], [folder, 'masscan', 'nmap', 'zmap']] as const;
const few = { failed_programs: '4' };
const beyondBudget = (count: number) => (recorded: Recorded): Recorded =>
  withRollup(recorded.of('agent').where(({ event }) => event === 'exec_failed').at(recently), 'exec_failed_rollup', count);

const computing = { search: 'Process that used a processor for long', columns: ['host', 'user', 'process_name', 'process_path', 'processes', 'cpu_time', 'process_guid'] } as const;
/** What else ran took longer or shorter, as the machine was busy. */
const computers = (recorded: Recorded): Recorded => of(recorded, 'miner', 'idler').at(recently);
const limits = { busy_minutes: String(computed / 2 / 60), busy_percent: '10' };
const guid = (recorded: Recorded, name: string): string => String((JSON.parse(recorded.of(name).events[0]?.raw ?? '{}') as { process_guid?: string }).process_guid);

export const processCases: readonly Case[] = [
  { ...server, when: 'nginx starts two and another program, and an agent starts one', events: everything, rows: [shell] },
  { ...server, when: 'that agent is called a server', events: everything, macros: { server_programs: '("ag*")' }, rows: [['web1', root, 'agent', 'sh', 1, '/bin/sh -c true; exit 0']] },
  { ...server, when: 'it was long ago', events: (recorded) => recorded.at(now - 3 * hour), rows: [] },
  { ...server, columns: ['parent_process_exec', 'process_id', 'process_guid'], when: 'its last one is looked for', events: everything, rows: (recorded) => [['nginx', ...last(recorded, 'sh', 'nginx')]] },
  { ...byHand, when: 'a python that runs as a service starts one', events: () => shellOf('/usr/bin/python3.11'), rows: [['python3.11', '9', 'nine']] },
  { ...byHand, when: 'somebody logged in started that python', events: () => shellOf('/usr/bin/python3.11', login), rows: [] },
  ...['/usr/bin/uwsgi', '/usr/sbin/nginx', '/usr/bin/php-cgi8.2', '/usr/bin/dotnet'].map((path): Case => ({
    ...byHand, when: `somebody logged in started ${path}`, events: () => shellOf(path, login), rows: [[path.split('/').at(-1) ?? '', '9', 'nine']],
  })),
  { ...byHand, when: 'it is a script that is called a server', events: () => shellOf('/opt/pypy3', { parent_process_name: 'gunicorn' }), rows: [['pypy3', '9', 'nine']] },
  { ...server, when: 'nginx starts no shell', events: (recorded) => of(recorded, 'nginx', 'agent').at(recently), rows: [] },
  {
    ...temporary, when: 'a program and a script lie there, one has been deleted there and one elsewhere, and one is in memory alone', events: everything,
    rows: [
      hidden, ['web1', root, test, inTemporary('dropper'), inTemporary('dropper'), 1], ghost, ['web1', root, test, inTemporary('job.sh'), interpreter, 1], gone,
    ],
  },
  { ...temporary, columns: ['program', 'runs'], when: 'it is run more often than the budget allows', events: more('dropper', 41), rows: [[inTemporary('dropper'), 42]] },
  { ...temporary, when: 'no folder is temporary', events: everything, macros: { temporary_paths: elsewhere }, rows: [hidden, ghost, gone] },
  { ...temporary, when: 'an upgrade replaced them', events: everything, macros: { temporary_paths: elsewhere, upgraded_paths: '("/*")' }, rows: [] },
  { ...temporary, columns: ['process_id', 'process_guid'], when: 'its executable is to be copied', events: (recorded) => of(recorded, 'dropper').at(recently), rows: (recorded) => [last(recorded, 'dropper')] },
  { ...temporary, when: 'others ran', events: (recorded) => of(recorded, 'nginx', 'agent', 'miner').at(recently), rows: [] },
  {
    ...fresh, when: 'one is new, and one lies in a temporary folder', events: (recorded) => all([known(recorded), ...['miner', 'dropper'].map((name) => recorded.of(name).at(now - 2 * hour))]),
    rows: [[now - 2 * hour, 'web1', root, installed('miner'), 1, 1]],
  },
  {
    ...fresh, when: 'a script is', events: (recorded) => all([known(recorded), exec(recorded, 'job.sh').where(({ process_current_directory: cwd }) => String(cwd).startsWith('/var/')).at(now - 2 * hour)]),
    rows: [[now - 2 * hour, 'web1', root, installed('job.sh'), 1, 1]],
  },
  { ...fresh, when: 'it ran before the input started anew', events: (recorded) => all([known(recorded), existing(exec(recorded, 'miner')).at(now - 2 * hour)]), rows: [] },
  { ...fresh, when: 'it ran before', events: (recorded) => all([known(recorded), recorded.of('miner').at(week[0] ?? now), recorded.of('miner').at(now - 2 * hour)]), rows: [] },
  { ...fresh, when: 'the host is new', events: (recorded) => recorded.of('miner').at(now - 2 * hour), rows: [] },
  {
    ...elevation, when: 'nobody has sudo three times, and root has pkexec', events: everything,
    rows: [['web1', nobody, 'sudo', '-u root id', 3], ['web1', root, 'pkexec', '-', 1]],
  },
  { ...elevation, columns: ['process_name', 'times'], when: 'pkexec is run more often than the budget allows', events: more('pkexec', 6), rows: [['pkexec', 7]] },
  { ...elevation, when: 'others ran', events: (recorded) => of(recorded, 'nginx', 'agent', 'miner').at(recently), rows: [] },
  { ...trying, when: 'one tries four, one of them twice', events: everything, macros: few, rows: [tried(5, 0)] },
  { ...trying, when: 'that is not many', events: everything, rows: [] },
  { ...trying, when: 'it tries more than the budget allows', events: beyondBudget(30), rows: [tried(35, 30)] },
  { ...trying, when: 'it was long ago', events: (recorded) => recorded.at(now - 3 * hour), macros: few, rows: [] },
  {
    ...computing, when: 'one computes most of its time, and one a twentieth of it', events: computers, macros: limits,
    rows: (recorded) => [['web1', root, 'miner', installed('miner'), 1, computed, guid(recorded, 'miner')]],
  },
  { ...computing, when: 'a twentieth is much', events: computers, macros: { ...limits, busy_percent: '2' }, rows: (recorded) => ['idler', 'miner'].map((name) => ['web1', root, name, installed(name), 1, computed, guid(recorded, name)]) },
  { ...computing, when: 'neither runs for half an hour', events: everything, rows: [] },
];
