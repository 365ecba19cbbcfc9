/** Whether the input is well and what it costs, of health and of the events themselves. */
import { type Case, day, hour, minute, now } from './case';
import { all, fieldsOf, type Recorded } from './recorded';

const yesterday = now - day;
const ended = (told: Recorded): Recorded => told.where(({ event }) => event === 'stop');

const silent = { search: 'Host that stopped reporting', columns: ['_time', 'host', 'silent_minutes'] } as const;
const losses = { search: 'Losses of the tracer', columns: ['host', 'lost'] } as const;
const failing = { search: 'Input that fails or is degraded', columns: ['host', 'state'] } as const;
const ofHost = { search: 'Volume of a host above its budget', columns: ['host', 'budget_mb', 'bytes_tcp', 'mb'] } as const;
const ofProcess = { search: 'Volume of a process above its budget', columns: ['host', 'process_name', 'budget_mb', 'events', 'estimated_mb'] } as const;

const halfHours = Array.from({ length: 10 }, (_, at) => yesterday + at * hour / 2);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const megabytes = (bytes: number): number => Math.round(bytes / 1048576 * 10) / 10;
const told10 = (told: Recorded): number => 10 * sum(ended(told).events.map((event) => Number(fieldsOf(event).bytes_tcp)));
const floods = (told: Recorded): Recorded => told.of('flood');
const length10 = (told: Recorded): number => 10 * sum(floods(told).events.map(({ raw }) => raw.length));

export const operationCases: readonly Case[] = [
  {
    ...silent, when: 'one of two hosts has said nothing for an hour', events: (told) => all([ended(told).at(now - hour), ended(told).on('db1').at(now - minute)]),
    rows: [[now - hour, 'web1', 60]],
  },
  { ...silent, when: 'both have', events: (told) => all([ended(told).at(now - 5 * minute), ended(told).on('db1').at(now - minute)]), rows: [] },
  { ...silent, when: 'one is silent for longer than is looked at', events: (told) => ended(told).at(now - 8 * day), rows: [] },
  { ...losses, when: 'nothing was lost', events: (told) => told.at(now - 20 * minute), rows: [] },
  { ...failing, when: 'all is well', events: (told) => told.at(now - 20 * minute), rows: [] },
  {
    ...ofHost, when: 'its events are larger than its budget', macros: { host_budget_mb: '1' },
    events: (told) => all([ended(told).atEach(halfHours), ended(told).on('db1').at(yesterday)]),
    rows: (told) => [['web1', 1, told10(told), megabytes(told10(told))]],
  },
  { ...ofHost, when: 'they are smaller', events: (told) => ended(told).at(yesterday), rows: [] },
  { ...ofHost, when: 'they were of the day before', macros: { host_budget_mb: '0.001' }, events: (told) => ended(told).at(now - 2 * day), rows: [] },
  {
    ...ofProcess, when: 'its events are larger than its budget', macros: { process_budget_mb: '0.3' },
    events: (told) => all([told.at(yesterday), floods(told).atEach(halfHours.slice(1))]),
    rows: (told) => [['web1', 'flood', 0.3, 1000, megabytes(length10(told))]],
  },
  { ...ofProcess, when: 'they are smaller', events: (told) => told.at(yesterday), rows: [] },
];
