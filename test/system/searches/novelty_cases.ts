/** What is new is reported, what was there before is not. */
import { type Case, day, hour, minute, now } from './case';
import { all, type Recorded } from './recorded';
import { shownUser } from '../truth/tracer';

const root = shownUser(0);

const daysBefore = (days: readonly number[]): readonly number[] => days.map((each) => now - each * day - 4 * hour);
const week = daysBefore([6, 5, 4, 3, 2]);
const to = (recorded: Recorded, process: string, last: number): Recorded => recorded.of(process, 'outbound').where((fields) => fields.dest_ip === `10.77.0.${last}`);

const destination = {
  search: 'New destination of a process',
  columns: ['_time', 'host', 'process_name', 'user', 'new', 'dest', 'dest_port', 'connections', 'known_destinations'],
} as const;
const knownAgent = (recorded: Recorded): Recorded => to(recorded, 'agent', 2).atEach(week);
const withNewOnes = (recorded: Recorded): Recorded => all([
  knownAgent(recorded), to(recorded, 'agent', 3).at(now - 2 * hour), recorded.of('inner').at(now - 2 * hour), recorded.of('upload', 'outbound').at(now - 3 * hour),
]);
const agent = [now - 2 * hour, 'web1', 'agent', root, 'destination', '10.77.0.3', '5432', 1, 1] as const;
const upload = [now - 3 * hour, 'web1', 'upload', root, 'process', '10.77.0.2', '5432', 1, 0] as const;

const listening = { search: 'New listening port', columns: ['_time', 'host', 'process_name', 'user', 'port', 'address', 'dest_port'] } as const;
const listens = (recorded: Recorded, process: string): Recorded => recorded.of(process, 'listening').where(({ event }) => event === 'listen');

const accepting = { search: 'Outbound connection of a process that only accepts', columns: ['_time', 'host', 'process_name', 'connections', 'destination'] } as const;
const served = (recorded: Recorded): Recorded => to(recorded, 'agent', 2).atEach(week);
const accepts = (recorded: Recorded): Recorded => recorded.of('store', 'inbound').where(({ dest_ip: ip }) => ip === '10.77.0.3').atEach(week);

export const noveltyCases: readonly Case[] = [
  {
    ...destination, when: 'a known process, to another address; a new process; and one that stays within the host',
    events: withNewOnes,
    rows: [upload, agent],
  },
  { ...destination, when: 'a process has too many destinations', events: withNewOnes, macros: { new_max_destinations: '0' }, rows: [upload] },
  { ...destination, when: 'a process is called noisy', events: withNewOnes, macros: { not_noisy: 'NOT process_name=upload' }, rows: [agent] },
  { ...destination, when: 'all were there before', events: (recorded) => all([knownAgent(recorded), to(recorded, 'agent', 2).at(now - 2 * hour)]), rows: [] },
  { ...destination, when: 'the host is new', events: (recorded) => recorded.of('agent').at(now - 2 * hour), rows: [] },
  {
    ...listening, when: 'one port is new, one was known, one is not reachable',
    events: (recorded) => all([
      listens(recorded, 'store').atEach([...week, now - hour]), listens(recorded, 'sink').atEach(week),
      listens(recorded, 'backdoor').at(now - 30 * minute), listens(recorded, 'local').at(now - 30 * minute),
    ]),
    rows: [[now - 30 * minute, 'db1', 'backdoor', root, '7002', '0.0.0.0', '7002']],
  },
  {
    ...listening, when: 'the new port is an ephemeral one',
    events: (recorded) => all([listens(recorded, 'store').atEach(week), listens(recorded, 'backdoor').at(now - 30 * minute)]), macros: { ephemeral_port: '5000' },
    rows: [[now - 30 * minute, 'db1', 'backdoor', root, 'ephemeral', '0.0.0.0', '7002']],
  },
  { ...listening, when: 'the host is new', events: (recorded) => listens(recorded, 'backdoor').at(now - 30 * minute), rows: [] },
  {
    ...accepting, when: 'a server connects out, and an agent as always',
    events: (recorded) => all([accepts(recorded), served(recorded), to(recorded, 'agent', 2).at(now - 2 * hour), recorded.of('store', 'outbound').at(now - 2 * hour)]),
    rows: [[now - 2 * hour, 'db1', 'store', 1, '10.77.0.1:7004']],
  },
  {
    ...accepting, when: 'it did so before',
    events: (recorded) => all([accepts(recorded), recorded.of('store', 'outbound').atEach([now - 3 * day, now - 2 * hour])]), rows: [],
  },
];
