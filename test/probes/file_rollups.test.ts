/** What is counted beyond the budget of file, as user space reads it. */
import { file_flag, file_kind, file_path_sample, file_sum_key, file_sum_value } from '../../src/generated/samples';
import { jsonLines } from '../../src/output/byte_format';
import { file } from '../../src/probes/file';
import { contextOf, type Event } from './formatted';
import { type Members, type Sample, sample, wgetGuid } from './sample';

interface Part {
  readonly key?: Members;
  readonly value?: Members;
}

const bytesOf = ({ view, at, length }: Sample): Buffer => Buffer.from(view.buffer, view.byteOffset + at, length);
const viewOf = (parts: readonly Buffer[]): DataView => {
  const all = Buffer.concat(parts);
  return new DataView(all.buffer, all.byteOffset, all.length);
};

function told(parts: readonly Part[]): readonly Event[] {
  const [format, reader] = [jsonLines(), file.open({ ...contextOf({ probes: 'file' }), clock: { micros: (ns) => ns / 1000 } })];
  const first = sample(file_path_sample, { head_kind: file_kind.FILE_OPENED, file_owner: 8193, file_pid: 4321, file_flags: file_flag.FILE_FIRST_OF_SUM });
  reader.take(first.view, first.at, first.length, format);
  format.take();
  const keys = parts.map(({ key }) => bytesOf(sample(file_sum_key, { owner: 8193, pid: 4321, kind: file_kind.FILE_OPENED, outcome: 1, ...key })));
  const values = parts.map(({ value }) => bytesOf(sample(file_sum_value, { count: 8, first_ns: 10_000_000_000, last_ns: 20_000_000_000, ...value })));
  const sums = { count: parts.length, keyBytes: file_sum_key.size, valueBytes: file_sum_value.size, keys: viewOf(keys), values: viewOf(values) };
  const steps = reader.interval?.({ sums, beside: [], startUs: 0, endUs: 1e7, endNs: 2e10 }, format);
  while (steps?.next().done === false);
  return Buffer.from(format.take()).toString().split('\n').filter((line) => line !== '').map((line) => {
    const event = JSON.parse(line) as Event;
    const names = Object.keys(event).filter((name) => name !== 'time');
    expect(names).toEqual(file.fields.map(({ name }) => name).filter((name) => name in event));
    return event;
  });
}

test('a roll-up is how many there were beside the first, and of which process', () => {
  const [event, ...others] = told([{}]);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ event: 'open_rollup', count: 7, access: 'write', process_id: 4321, process_name: 'wget', process_guid: wgetGuid, user: 'root', process_path: '/usr/bin/wget' });
  expect(Number(event?.['time']) - Number(event?.['first_time'])).toBeCloseTo(10, 5);
  for (const name of ['file_path', 'file_name', 'watched', 'error']) expect(event).not.toHaveProperty(name);
});

test('parts of several CPUs are one, from the first to the last', () => {
  const [event, ...others] = told([{ key: { cpu: 0 } }, { key: { cpu: 3 }, value: { count: 4, first_ns: 5_000_000_000, last_ns: 15_000_000_000 } }, { key: { cpu: 4 }, value: { count: 1, first_ns: 0, last_ns: 0 } }]);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ count: 7 + 3 });
  expect(Number(event?.['time']) - Number(event?.['first_time'])).toBeCloseTo(15, 5);
});

test('what differs is another one', () => {
  const kinds: readonly Members[] = [
    { outcome: 4 }, { is_watched: 1 }, { kind: file_kind.FILE_REFUSED, outcome: 13 << 8 }, { kind: file_kind.FILE_RENAMED, outcome: 0 },
    { kind: file_kind.FILE_UNLINKED, outcome: 0 }, { kind: file_kind.FILE_UNLINKED, outcome: 1 << 8 }, { kind: file_kind.FILE_RENAMED, outcome: 1 << 8 },
  ];
  expect(told(kinds.map((key) => ({ key }))).map(({ event, access, error, watched }) => [event, access, error, watched])).toEqual([
    ['open_rollup', 'path', undefined, undefined], ['open_rollup', 'write', undefined, true], ['refused_rollup', 'read', 'EACCES', undefined], ['rename_rollup', undefined, undefined, undefined],
    ['delete_rollup', undefined, undefined, undefined], ['refused_rollup', 'delete', 'EPERM', undefined], ['refused_rollup', 'rename', 'EPERM', undefined],
  ]);
});

test('one whose process is not known has its pid', () => {
  expect(told([{ key: { owner: 0 } }])).toEqual([expect.objectContaining({ process_id: 4321 })]);
  expect(told([{ value: { count: 1 } }])).toEqual([]);
  expect(() => told([{ key: { kind: 9 } }])).toThrow(/kind 9/);
});
