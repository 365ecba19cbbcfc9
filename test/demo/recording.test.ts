/** What the demo replays where BPF is refused: still what the input would say today. */
import { join } from 'node:path';
import { replay } from '../../demo/recording';
import { trafficEvents } from '../../demo/traffic';
import { probes } from '../../src/probes';
import { lossFields } from '../../src/health/counters';

const { events, health, problems } = replay(join(__dirname, '../../demo/recorded.xml'));

test('it keeps the contract, and is whole', () => {
  expect(problems).toEqual([]);
  expect(events).toHaveLength(trafficEvents);
  expect(health.map(({ fields }) => fields['event'])).toEqual(['start', 'stop']);
});

test('its fields are those of today', () => {
  const allowed = new Map(probes.map(({ name, fields }) => [`ebpf:${name}`, ['time', ...fields.map((field) => field.name)]]));
  const isKnown = (sourcetype: string, key: string): boolean =>
    allowed.get(sourcetype)?.some((name) => name === key || (name.endsWith('<probe>') && key.startsWith(name.replace('<probe>', '')))) ?? false;
  const unknown = [...events, ...health].flatMap(({ sourcetype, fields }) => Object.keys(fields).filter((key) => !isKnown(sourcetype, key)));
  expect(unknown).toEqual([]);
});

test('health says what the demo sums up', () => {
  for (const { fields } of health) {
    for (const name of ['events_tcp', 'completeness']) expect([name, typeof fields[name]]).toEqual([name, 'number']);
    for (const name of ['bytes_tcp', ...lossFields.map(([field]) => field)]) {
      expect([name, typeof (fields[name] ?? 0)]).toEqual([name, 'number']); // absent where it is 0
    }
  }
});

test('nothing in it is of another machine than a stock one', () => {
  const paths = new Set(events.flatMap(({ fields }) => fields['process_path'] ?? []));
  expect([...paths].filter((path) => !/^\/usr\/bin\/(wget|python3(\.\d+)?)$/.test(String(path)))).toEqual([]);
  const addresses = new Set(events.flatMap(({ fields }) => [fields['src_ip'], fields['dest_ip']]).filter((ip) => ip !== undefined));
  expect([...addresses]).toEqual(['127.0.0.1']);
});
