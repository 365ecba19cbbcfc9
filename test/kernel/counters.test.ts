import { probe_id, trace_counters } from '../../src/generated/samples';
import { CounterReader } from '../../src/kernel/counters';
import type { Libbpf } from '../../src/kernel/libbpf';
import { byProbe } from './counted';

/** A per-CPU array's value as the kernel gives it: one struct a CPU, in a row. */
function readerOf(cpus: readonly Readonly<Record<string, number | readonly number[]>>[]): CounterReader {
  const libbpf = {
    possibleCpus: () => cpus.length,
    lookUp: (fd: number, key: Uint8Array, value: Uint8Array) => {
      expect([fd, [...key], value.length]).toEqual([7, [0, 0, 0, 0], cpus.length * trace_counters.size]);
      const view = new DataView(value.buffer, value.byteOffset);
      cpus.forEach((counters, cpu) => {
        for (const [name, numbers] of Object.entries(counters)) {
          const at = cpu * trace_counters.size + (trace_counters.at as Readonly<Record<string, number>>)[name]!;
          [numbers].flat().forEach((number, index) => view.setBigUint64(at + index * 8, BigInt(number), true));
        }
      });
      return 0;
    },
  };
  return new CounterReader(libbpf as unknown as Libbpf, 7);
}

test('counters are summed over the CPUs, those of probes one by one', () => {
  const counters = readerOf([{ filtered: 1, born: 2 ** 40, samples: byProbe().map((_, id) => id + 1) }, {}, { filtered: 20, born: 5, samples: byProbe().map((_, id) => 10 * id), excluded: 3 }]).read();
  expect(counters).toMatchObject({ filtered: 21, born: 2 ** 40 + 5, excluded: 3, untracked: 0, samples: byProbe().map((_, id) => 11 * id + 1), lost: byProbe(), lostByCpu: {} });
});

test('what was lost is told by CPU, where there is any', () => {
  const { lost, lostByCpu } = readerOf([{ lost: byProbe({ process: 1, tcp: 2 }) }, {}, { lost: byProbe({ retransmit: 5 }) }]).read();
  expect(lost).toEqual(byProbe({ process: 1, tcp: 2, retransmit: 5 }));
  expect(lost).toHaveLength(probe_id.PROBE_COUNT);
  expect(lostByCpu).toEqual({ 0: 3, 2: 5 });
});

test('every counter of the kernel side is read', () => {
  const names = Object.keys(trace_counters.at);
  expect(names.length).toBeGreaterThan(5);
  const read = readerOf([Object.fromEntries(names.map((name, index) => [name, index + 1]))]).read() as unknown as Readonly<Record<string, unknown>>;
  for (const [index, name] of names.entries()) expect([name, [read[name]].flat()[0]]).toEqual([name, index + 1]);
});
