/** Processes that behave as attackers do, and those that do not. */
import { type Case, day, hour, minute, now } from './case';
import { all, type Recorded } from './recorded';
import { uploaded } from './workload';
import { shownUser } from '../truth/tracer';

const root = shownUser(0);

const everyDay = [1, 2, 3, 4, 5].map((days) => now - days * day - 6 * hour);
const sixtySecondsApart = Array.from({ length: 12 }, (_, at) => now - 3 * hour + at * minute);
const irregularly = [0, 70, 95, 290, 300, 340, 600, 610, 900, 1300, 1350, 2000].map((seconds) => now - 3 * hour + seconds);

const seeds = { search: 'Connections by wget and python', columns: ['host', 'user', 'process_name', 'dest', 'dest_port', 'app', 'outcome'] } as const;
const both = { search: 'Both ends of connections', columns: ['from_host', 'from_process', 'asked_ip', 'asked_port', 'to_host', 'to_process', 'to_ip', 'to_port', 'seen_ip'] } as const;
const bytes = { search: 'Bytes out far above the usual of a process', columns: ['host', 'process_name', 'bytes_out', 'most_before', 'mean_before', 'days_before', 'times'] } as const;
const upload = (recorded: Recorded, count: number): Recorded => recorded.of('upload', 'outbound').atEach(Array.from({ length: count }, (_, at) => now - 2 * hour - at * minute));
const beacon = { search: 'Periodic connections', columns: ['host', 'process_name', 'dest', 'dest_port', 'period', 'percent', 'intervals', 'connections'] } as const;
const agent = (recorded: Recorded): Recorded => recorded.of('agent', 'outbound').where((fields) => fields.dest_ip === '10.77.0.2');
const long = { search: 'Long-lived connections', columns: ['host', 'process_name', 'direction', 'src', 'dest', 'dest_port', 'state', 'hours'] } as const;
const tunnel = (recorded: Recorded, ...events: readonly string[]): Recorded => recorded.of('tunnel').where(({ event }) => events.includes(event as string));
const begun = ['connect', 'flow'];
const started = (recorded: Recorded): Recorded => recorded.where(({ event }) => event === 'start');

export const behaviourCases: readonly Case[] = [
  {
    ...seeds, when: 'wget was answered twice and refused once, then python3 sent something',
    events: (recorded) => recorded.at(now - hour),
    rows: [
      ['web1', root, 'python3', '10.77.0.2', '5432', 'postgresql', 'success'],
      ['web1', root, 'wget', '10.77.0.2', '443', 'https', 'refused'],
      ['web1', root, 'wget', '10.77.0.3', '80', 'http', 'success'],
      ['web1', root, 'wget', '10.77.0.2', '80', 'http', 'success'],
    ],
  },
  {
    ...seeds, columns: ['process_name', 'bytes_in', 'bytes_out', 'outcome'], when: 'python3 sends 1000 bytes', events: (recorded) => recorded.of('python3', 'outbound').at(now - hour),
    rows: [['python3', 0, 1000, 'success']],
  },
  { ...seeds, when: 'others connected', events: (recorded) => recorded.of('agent').at(now - hour), rows: [] },
  {
    ...both, when: 'upload sends to store, of which both hosts report',
    events: (recorded) => all([recorded.of('upload', 'outbound'), recorded.of('store', 'inbound')]).at(now - hour / 2),
    rows: [['web1', 'upload', '10.77.0.2', '5432', 'db1', 'store', '10.77.0.2', '5432', '10.77.0.1']],
  },
  { ...both, when: 'only one of the hosts reports', events: (recorded) => recorded.of('upload', 'outbound').at(now - hour / 2), rows: [] },
  {
    ...bytes, when: 'a process sends eleven times what it sent on a day',
    events: (recorded) => all([recorded.of('upload', 'outbound').atEach(everyDay), upload(recorded, 11)]),
    rows: [['web1', 'upload', 11 * uploaded, uploaded, uploaded, 5, 11]],
  },
  { ...bytes, when: 'it sends what it always sent', events: (recorded) => all([recorded.of('upload', 'outbound').atEach(everyDay), upload(recorded, 1)]), rows: [] },
  { ...bytes, when: 'it was seen on two days alone', events: (recorded) => all([recorded.of('upload', 'outbound').atEach(everyDay.slice(0, 2)), upload(recorded, 11)]), rows: [] },
  {
    ...beacon, when: 'every minute', events: (recorded) => agent(recorded).atEach(sixtySecondsApart),
    rows: [['web1', 'agent', '10.77.0.2', '5432', 60, 100, 11, 12]],
  },
  { ...beacon, when: 'now and then', events: (recorded) => agent(recorded).atEach(irregularly), rows: [] },
  { ...beacon, when: 'every minute, but within the host', events: (recorded) => recorded.of('inner', 'outbound').atEach(sixtySecondsApart), rows: [] },
  {
    ...long, when: 'one is open', events: (recorded) => all([tunnel(recorded, ...begun).at(now - 10 * hour), agent(recorded).at(now - 10 * hour)]),
    rows: [['web1', 'tunnel', 'outbound', '10.77.0.1', '10.77.0.2', '5432', 'open', 10]],
  },
  {
    ...long, columns: [...long.columns, 'bytes_out'], when: 'one has ended', events: (recorded) => all([tunnel(recorded, ...begun).at(now - 10 * hour), tunnel(recorded, 'close').at(now - hour)]),
    rows: [['web1', 'tunnel', 'outbound', '10.77.0.1', '10.77.0.2', '5432', 'ended', 9, 1500]],
  },
  // Opened at 05:00: too young for the run at 12:30, and recorded by the one of the next day.
  { ...long, when: 'one is not open for long yet', events: (recorded) => tunnel(recorded, ...begun).at(now - 7.5 * hour), rows: [] },
  {
    ...long, when: 'one was opened before the last day', events: (recorded) => tunnel(recorded, ...begun).at(now - 31.5 * hour),
    rows: [['web1', 'tunnel', 'outbound', '10.77.0.1', '10.77.0.2', '5432', 'open', 31.5]],
  },
  { ...long, when: 'its host was booted since', events: (recorded) => all([tunnel(recorded, ...begun).at(now - 10 * hour), started(recorded).at(now - 9 * hour)]), rows: [] },
  {
    ...long, when: 'its input was started anew, and recorded it again',
    events: (recorded) => all([tunnel(recorded, ...begun).at(now - 10 * hour), started(recorded).at(now - 9 * hour), tunnel(recorded, ...begun).at(now - 9 * hour + 1)]),
    rows: [['web1', 'tunnel', 'outbound', '10.77.0.1', '10.77.0.2', '5432', 'open', 10]],
  },
  { ...long, when: 'all were short', events: (recorded) => recorded.at(now - hour), rows: [] },
];
