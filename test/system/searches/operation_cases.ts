/** Whether the input is well and what it costs, of health and of the events themselves. */
import { type Case, day, hour, minute, now } from './case';
import { all, fieldsOf, type Recorded } from './recorded';

const yesterday = now - day;
const ended = (recorded: Recorded): Recorded => recorded.where(({ event }) => event === 'stop');

const silent = { search: 'Host that stopped reporting', columns: ['_time', 'host', 'silent_minutes'] } as const;
const losses = { search: 'Losses of the tracer', columns: ['host', 'lost'] } as const;
const failing = { search: 'Input that fails or is degraded', columns: ['host', 'state'] } as const;
const ofHost = { search: 'Volume of a host above its budget', columns: ['host', 'budget_mb', 'bytes_tcp', 'mb'] } as const;
const ofProcess = { search: 'Volume of a process above its budget', columns: ['host', 'process_name', 'budget_mb', 'events', 'estimated_mb'] } as const;

const halfHours = Array.from({ length: 10 }, (_, at) => yesterday + at * hour / 2);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const megabytes = (bytes: number): number => Math.round(bytes / 1048576 * 10) / 10;
const bytes10 = (recorded: Recorded): number => 10 * sum(ended(recorded).events.map((event) => Number(fieldsOf(event).bytes_tcp)));
const floods = (recorded: Recorded): Recorded => recorded.of('flood');
const length10 = (recorded: Recorded): number => 10 * sum(floods(recorded).events.map(({ raw }) => raw.length));

export const operationCases: readonly Case[] = [
  {
    ...silent, when: 'one of two hosts has said nothing for an hour', events: (recorded) => all([ended(recorded).at(now - hour), ended(recorded).on('db1').at(now - minute)]),
    rows: [[now - hour, 'web1', 60]],
  },
  { ...silent, when: 'both have', events: (recorded) => all([ended(recorded).at(now - 5 * minute), ended(recorded).on('db1').at(now - minute)]), rows: [] },
  { ...silent, when: 'one is silent for longer than is looked at', events: (recorded) => ended(recorded).at(now - 8 * day), rows: [] },
  { ...losses, when: 'nothing was lost', events: (recorded) => recorded.at(now - 20 * minute), rows: [] },
  { ...failing, when: 'all is well', events: (recorded) => recorded.at(now - 20 * minute), rows: [] },
  {
    ...ofHost, when: 'its events are larger than its budget', macros: { host_budget_mb: '3' }, // more than one recording, less than ten
    events: (recorded) => all([ended(recorded).atEach(halfHours), ended(recorded).on('db1').at(yesterday)]),
    rows: (recorded) => [['web1', 3, bytes10(recorded), megabytes(bytes10(recorded))]],
  },
  { ...ofHost, when: 'they are smaller', events: (recorded) => ended(recorded).at(yesterday), rows: [] },
  { ...ofHost, when: 'they were of the day before', macros: { host_budget_mb: '0.001' }, events: (recorded) => ended(recorded).at(now - 2 * day), rows: [] },
  {
    ...ofProcess, when: 'its events are larger than its budget', macros: { process_budget_mb: '0.3' },
    events: (recorded) => all([recorded.at(yesterday), floods(recorded).atEach(halfHours.slice(1))]),
    rows: (recorded) => [['web1', 'flood', 0.3, 1000, megabytes(length10(recorded))]],
  },
  { ...ofProcess, when: 'they are smaller', events: (recorded) => recorded.at(yesterday), rows: [] },
];
