/** What is counted beyond the budget, as user space reads it: elements by CPU, keys and values in a row each. */
import { process_exec_sample, process_flag, process_kind, process_sum_key, process_sum_value } from '../../src/generated/samples';
import { jsonLines } from '../../src/output/byte_format';
import { processProbe } from '../../src/probes/process';
import { contextOf, type Event } from './formatted';
import { type Members, parentGuid, type Sample, sample, wgetGuid } from './sample';

interface Part {
  readonly key?: Members;
  readonly value?: Members;
}

const parent: Members = { parent_start_ns: 0, parent_pid: 4300, executable: 77, uid: 33 };
const first: Members = { name: Buffer.from('wget'), parent_pid: 4300, parent_name: Buffer.from('bash'), owner: 8193 };
const bytesOf = ({ view, at, length }: Sample): Buffer => Buffer.from(view.buffer, view.byteOffset + at, length);
const viewOf = (parts: readonly Buffer[]): DataView => {
  const all = Buffer.concat(parts);
  return new DataView(all.buffer, all.byteOffset, all.length);
};

/** @param remembered the first of them was an event of its own @param before so many intervals ago */
function told(parts: readonly Part[], remembered = true, before = 0): readonly Event[] {
  const [format, reader] = [jsonLines(), processProbe.open({ ...contextOf({ probes: 'process' }), clock: { micros: (ns) => ns / 1000 } })];
  const whole = sample(process_exec_sample, { head_kind: process_kind.PROCESS_EXEC, process_owner: 8193, process_pid: 1, process_flags: remembered ? process_flag.PROCESS_FIRST_OF_SUM : 0 });
  reader.take(whole.view, whole.at, whole.length, format);
  format.take();
  const interval = (all: readonly Part[]): void => {
    const keys = all.map(({ key }) => bytesOf(sample(process_sum_key, { ...parent, kind: process_kind.PROCESS_EXEC, ...key })));
    const values = all.map(({ value }) => bytesOf(sample(process_sum_value, { ...first, count: 8, first_ns: 10_000_000_000, last_ns: 20_000_000_000, ...value })));
    const sums = { count: all.length, keyBytes: process_sum_key.size, valueBytes: process_sum_value.size, keys: viewOf(keys), values: viewOf(values) };
    const steps = reader.interval?.({ sums, beside: [], startUs: 0, endUs: 1e7, endNs: 2e10 }, format);
    while (steps?.next().done === false);
  };
  for (let index = 0; index < before; index++) interval([]);
  interval(parts);
  return Buffer.from(format.take()).toString().split('\n').filter((line) => line !== '').map((line) => {
    const event = JSON.parse(line) as Event;
    const names = Object.keys(event).filter((name) => name !== 'time');
    expect(names).toEqual(processProbe.fields.map(({ name }) => name).filter((name) => name in event));
    return event;
  });
}

test('a roll-up is how many there were beside the first, of which it says the rest', () => {
  const [event, ...others] = told([{ value: { amount: 5 } }]);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ event: 'exec_rollup', count: 7, failed_tries: 5, process_name: 'wget', user: 'root', parent_process_id: 4300, parent_process_guid: parentGuid, process_path: '/usr/bin/wget', process: 'wget -q http://192.0.2.1/', first_process_guid: wgetGuid });
  expect(Number(event?.['time']) - Number(event?.['first_time'])).toBeCloseTo(10, 5);
  for (const name of ['process_id', 'process_guid', 'exit_code']) expect(event).not.toHaveProperty(name);
});

test('parts of several CPUs are one, from the first to the last', () => {
  const parts: readonly Part[] = [{ key: { cpu: 0 } }, { key: { cpu: 3 }, value: { count: 4, owner: 0, first_ns: 5_000_000_000, last_ns: 15_000_000_000 } }, { key: { cpu: 4 }, value: { count: 1, first_ns: 0, last_ns: 0 } }];
  const [event, ...others] = told(parts);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ count: 7 + 3, first_process_guid: wgetGuid });
  expect(Number(event?.['time']) - Number(event?.['first_time'])).toBeCloseTo(15, 5);
});

test('what differs in origin or outcome is another one', () => {
  const exits = [7 << 8, 9].map((outcome) => ({ key: { kind: process_kind.PROCESS_EXIT, outcome }, value: { amount: 12_345_678 } }));
  const failed = { key: { kind: process_kind.PROCESS_EXEC_FAILED, outcome: 2 }, value: { amount: 30 } };
  const events = told([{}, { key: { executable: 78 } }, { key: { parent_start_ns: 1 } }, { key: { uid: 0 } }, ...exits, failed]);
  expect(events.map(({ event, exit_code, signal, cpu_time, cpu_exact, errno, failed_tries }) => [event, exit_code ?? signal ?? errno, cpu_time ?? failed_tries, cpu_exact])).toEqual([
    ...Array.from({ length: 4 }, () => ['exec_rollup', undefined, undefined, undefined]),
    ['exit_rollup', 7, 0.012346, 'false'], ['exit_rollup', 'SIGKILL', 0.012346, 'false'], ['exec_failed_rollup', 'ENOENT', 30, undefined],
  ]);
});

test('none where there was only the first', () => {
  expect(told([{ value: { count: 1 } }])).toEqual([]);
});

test('one whose first was lost says what the sum itself has', () => {
  const expected = { event: 'exec_rollup', count: 7, process_name: 'wget', user_id: 33, parent_process_id: 4300, parent_process_name: 'bash', parent_process_guid: parentGuid };
  expect(told([{}], false)).toEqual([{ time: expect.any(Number) as number, first_time: expect.any(Number) as number, ...expected }]);
  expect(told([{}], true, 2)[0]).not.toHaveProperty('first_process_guid');
  expect(told([{}], true, 1)[0]).toHaveProperty('first_process_guid');
});
