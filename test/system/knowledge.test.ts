/**
 * Real events, told by the tracer of traffic of known truth in both modes, seen as a search sees them: what CIM
 * requires is on every event that is tagged for it, and the modes agree on what is counted.
 */
import { numberOf } from '../../preview/spl/eval/values';
import { SearchTime, type SearchEvent } from '../../preview/spl/search_time';
import { knowledge } from '../../src/knowledge';
import type { CimDataset } from '../../src/splunk/knowledge_objects';
import { app } from '../../steps/paths.mjs';
import { cimBreaches } from './knowledge/cim';
import { freePorts, Traffic, truth } from './knowledge/traffic';
import { record } from './knowledge/tracer';
import { whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stdout.write(`knowledge: skipped: ${reason}\n`);

const ofTraffic = knowledge.datasets.filter(({ sourcetypes }) => sourcetypes.includes('tcp'));
const modes = ['lifecycle', 'summary'] as const;
type Mode = (typeof modes)[number];

(reason === undefined ? describe : describe.skip)('real events at search time', () => {
  const searched = {} as Record<Mode, readonly SearchEvent[]>;
  const health = {} as Record<Mode, readonly SearchEvent[]>;

  beforeAll(async () => {
    const searchTime = new SearchTime(app);
    const seen = (raw: string, sourcetype: string): SearchEvent => searchTime.apply({ raw, host: 'web1', sourcetype });
    const ports = await freePorts();
    for (const mode of modes) {
      const traffic = new Traffic(ports);
      try {
        await traffic.begin();
        const { http, http6, sink, closed, beacon } = ports;
        const recording = await record(mode, [http, http6, sink, closed], beacon, () => traffic.work());
        searched[mode] = recording.events.map((raw) => seen(raw, 'ebpf:tcp'));
        health[mode] = recording.health.map((raw) => seen(raw, 'ebpf:health'));
      } finally {
        traffic.end();
      }
    }
  }, 120_000);

  const events = (mode: Mode, name: string): readonly SearchEvent[] => searched[mode].filter(({ fields }) => fields.event === name);
  const sum = (mode: Mode, field: string, from = searched[mode]): number => from.reduce((total, { fields }) => total + (numberOf(fields[field] ?? 0) ?? NaN), 0);

  test('the input tells of itself, and is not traffic', () => {
    for (const mode of modes) {
      expect(health[mode].map(({ fields }) => fields.event)).toEqual(expect.arrayContaining(['start', 'stop']));
      for (const { fields, tags } of health[mode]) expect([fields.dvc, fields.mode, tags]).toEqual(['web1', mode, []]);
    }
  });

  test('every kind of event is among them', () => {
    const kinds = (mode: Mode): readonly string[] => [...new Set(searched[mode].map(({ fields }) => String(fields.event)))].sort();
    expect(kinds('lifecycle')).toEqual(['accept', 'close', 'connect', 'connect_failed', 'existing', 'listen', 'listen_close']);
    expect(kinds('summary')).toEqual(['close', 'connect_failed', 'existing', 'flow', 'listen', 'listen_close']);
  });

  test.each(modes)('%s: events are tagged for the data set that they belong to, and no other', (mode) => {
    for (const { fields, tags } of searched[mode]) {
      const isListener = fields.direction === 'listening';
      const expected = !isListener ? ['network', 'communicate'] : fields.event === 'listen_close' ? [] : ['listening', 'port'];
      expect([fields.event, tags]).toEqual([fields.event, expected]);
    }
  });

  test.each(modes.flatMap((mode) => ofTraffic.map((dataset) => [mode, dataset.name, dataset] as const)))('%s: %s has what CIM requires', (mode, _, dataset) => {
    const tagged = searched[mode].filter(({ tags }) => dataset.tags.every((tag) => tags.includes(tag)));
    expect(tagged.length).toBeGreaterThan(1);
    expect(tagged.flatMap((event) => breaches(event, dataset))).toEqual([]);
  });

  test.each(modes)('%s: the connections counted are those that there were', (mode) => {
    expect({ connections: sum(mode, 'connections'), ends: sum(mode, 'connection_ends') }).toEqual({ connections: truth.connections, ends: truth.ends });
  });

  test('both modes give the same bytes', () => {
    const totals = (mode: Mode): readonly number[] => ['bytes', 'bytes_in', 'bytes_out'].map((field) => sum(mode, field));
    expect(totals('summary')).toEqual(totals('lifecycle'));
    expect(totals('summary')[0]).toBeGreaterThan(2 * (1000 + 500 + 500));
  });

  test.each(modes)('%s: what crossed is told by both ends, and once without the second', (mode) => {
    const once = searched[mode].filter(({ fields }) => fields.second_end === 0);
    expect(sum(mode, 'bytes', once) * 2).toBe(sum(mode, 'bytes'));
  });

  test('actions are those of the mode', () => {
    const actions = (mode: Mode, name: string): readonly unknown[] => [...new Set(events(mode, name).map(({ fields }) => fields.action))];
    expect(actions('lifecycle', 'close')).toEqual(['teardown']);
    expect(actions('summary', 'close')).toEqual(['allowed']);
    expect(actions('summary', 'flow')).toEqual(['flow']);
    for (const mode of modes) expect(actions(mode, 'connect_failed')).toEqual(['blocked']);
  });

  test('every errno is in words', () => {
    const failed = modes.flatMap((mode) => events(mode, 'connect_failed'));
    expect(failed.filter(({ fields }) => fields.errno_text === undefined)).toEqual([]);
  });
});

/** What the data set's definition does not allow in an event of a connection. */
function breaches(event: SearchEvent, dataset: CimDataset): readonly string[] {
  const { fields } = event;
  const what = `${fields.event} to ${fields.dest}`;
  const wrong = [...cimBreaches(event, dataset)];
  const [bytes, into, out] = ['bytes', 'bytes_in', 'bytes_out'].map((name) => numberOf(fields[name] ?? '') ?? 0);
  if (bytes !== (into ?? 0) + (out ?? 0) || fields.bytes === 0) wrong.push(`${what}: bytes are no sum above 0`);
  for (const side of ['src', 'dest']) {
    const ip = fields[`${side}_ip`];
    if (ip !== undefined && ip !== fields[side] && fields.direction !== 'listening') wrong.push(`${what}: ${side} is not ${side}_ip`);
  }
  return wrong;
}
