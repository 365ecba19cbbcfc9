import * as layouts from '../../src/generated/samples';
import { probe_id } from '../../src/generated/samples';
import { CounterReader } from '../../src/kernel/counters';
import type { Libbpf } from '../../src/kernel/libbpf';
import { byProbe } from './counted';

type Layout = Readonly<{ size: number; at: Readonly<Record<string, number>> }>;
const structs = Object.entries(layouts).filter(([name]) => name.endsWith('_counters')) as unknown as readonly (readonly [map: string, layout: Layout])[];

/** Per-CPU arrays' values as the kernel gives them: of each map one struct a CPU, in a row. A map's descriptor is its place in `structs`. */
function readerOf(cpus: readonly Readonly<Record<string, number | readonly number[]>>[]): CounterReader {
  const libbpf = {
    possibleCpus: () => cpus.length,
    lookUp: (fd: number, key: Uint8Array, value: Uint8Array) => {
      const [, { size, at }] = structs[fd]!;
      expect([[...key], value.length]).toEqual([[0, 0, 0, 0], cpus.length * size]);
      const view = new DataView(value.buffer, value.byteOffset);
      cpus.forEach((counters, cpu) => {
        for (const [name, numbers] of Object.entries(counters)) {
          if (at[name] === undefined || firstWith(name) !== fd) continue;
          [numbers].flat().forEach((number, index) => view.setBigUint64(cpu * size + at[name]! + index * 8, BigInt(number), true));
        }
      });
      return 0;
    },
  };
  return new CounterReader(libbpf as unknown as Libbpf, (map) => structs.findIndex(([name]) => name === map));
}

/** Of a name that several count under, one has counted. */
function firstWith(name: string): number {
  return structs.findIndex(([, { at }]) => at[name] !== undefined);
}

test('counters are summed over the CPUs, those of probes one by one', () => {
  const counters = readerOf([{ filtered: 1, born: 2 ** 40, samples: byProbe().map((_, id) => id + 1) }, {}, { filtered: 20, born: 5, samples: byProbe().map((_, id) => 10 * id), excluded: 3 }]).read();
  expect(counters).toMatchObject({ filtered: 21, born: 2 ** 40 + 5, excluded: 3, untracked: 0, samples: byProbe().map((_, id) => 11 * id + 1), lost: byProbe(), lostByCpu: {} });
});

test('what several count under one name is one number', () => {
  const several = structs.filter(([, { at }]) => at['filtered'] !== undefined);
  expect(several.length).toBeGreaterThan(1);
  const libbpf = { possibleCpus: () => 1, lookUp: (fd: number, _: Uint8Array, value: Uint8Array) => {
    const at = structs[fd]?.[1].at['filtered'];
    if (at !== undefined) new DataView(value.buffer, value.byteOffset).setBigUint64(at, 5n, true);
    return 0;
  } };
  expect(new CounterReader(libbpf as unknown as Libbpf, (map) => structs.findIndex(([name]) => name === map)).read().filtered).toBe(5 * several.length);
});

test('what was lost is told by CPU, where there is any', () => {
  const { lost, lostByCpu } = readerOf([{ lost: byProbe({ owner: 1, tcp: 2 }) }, {}, { lost: byProbe({ retransmit: 5 }) }]).read();
  expect(lost).toEqual(byProbe({ owner: 1, tcp: 2, retransmit: 5 }));
  expect(lost).toHaveLength(probe_id.PROBE_COUNT);
  expect(lostByCpu).toEqual({ 0: 3, 2: 5 });
});

test('every counter of the kernel side is read', () => {
  const names = [...new Set(structs.flatMap(([, { at }]) => Object.keys(at)))];
  expect(names.length).toBeGreaterThan(5);
  const read = readerOf([Object.fromEntries(names.map((name, index) => [name, index + 1]))]).read() as unknown as Readonly<Record<string, unknown>>;
  for (const [index, name] of names.entries()) expect([name, [read[name]].flat()[0]]).toEqual([name, index + 1]);
});
