/** The kernel side's counters, each struct *_counters of bpf/, summed over the CPUs. */
import * as layouts from '../generated/samples';
import { probe_id, trace_counters } from '../generated/samples';
import type { Libbpf } from './libbpf';

/** What counts: its struct, and the map that has it, one a CPU. */
type Name = Extract<keyof typeof layouts, `${string}_counters`>;
/** Those of the core count by probe, those of a service or probe each one thing. */
type OwnName = Exclude<Name, 'trace_counters'>;
type Scalar = { [Own in OwnName]: keyof (typeof layouts)[Own]['get'] }[OwnName];

/** All of them since the start; only ever growing. */
export interface Counters extends Readonly<Record<Scalar, number>> {
  /** By enum probe_id. */
  readonly samples: readonly number[];
  readonly lost: readonly number[];
  /** Failed reserves by CPU, those with none left out. */
  readonly lostByCpu: Readonly<Record<string, number>>;
}

type Read = (view: DataView, base: number) => number;

const isOwn = (name: string): name is OwnName => name.endsWith('_counters') && name !== 'trace_counters';
const ownNames = Object.keys(layouts).filter(isOwn);

export class CounterReader {
  readonly #cpus: number;
  readonly #trace: PerCpu;
  readonly #own: readonly (readonly [reads: readonly (readonly [name: string, read: Read])[], values: PerCpu])[];

  /** @param mapFd a map's descriptor by its name; undefined: it was not made, and counts nothing */
  constructor(libbpf: Libbpf, mapFd: (map: string) => number | undefined) {
    this.#cpus = libbpf.possibleCpus();
    const valuesOf = (name: Name): PerCpu => new PerCpu(libbpf, mapFd(name), layouts[name].size, this.#cpus);
    this.#trace = valuesOf('trace_counters');
    this.#own = ownNames.map((name) => [Object.entries<Read>(layouts[name].get), valuesOf(name)]);
  }

  read(): Counters {
    this.#trace.refresh();
    return {
      ...this.#ownSums(),
      samples: this.#byProbe(trace_counters.get.samples),
      lost: this.#byProbe(trace_counters.get.lost),
      lostByCpu: this.#lostByCpu(),
    };
  }

  /** What several count under one name is one number: `filtered` is all that a filter hid. */
  #ownSums(): Record<Scalar, number> {
    const sums: Record<string, number> = {};
    for (const [reads, values] of this.#own) {
      values.refresh();
      for (const [name, read] of reads) sums[name] = (sums[name] ?? 0) + values.sum(read);
    }
    return sums;
  }

  #byProbe(get: (view: DataView, base: number, index: number) => number): readonly number[] {
    return probes.map((probe) => this.#trace.sum((view, base) => get(view, base, probe)));
  }

  #lostByCpu(): Record<string, number> {
    const lost = this.#trace.byCpu((view, base) => probes.reduce((sum, probe) => sum + trace_counters.get.lost(view, base, probe), 0));
    return Object.fromEntries([...lost.entries()].filter(([, count]) => count > 0));
  }
}

const probes = Array.from({ length: probe_id.PROBE_COUNT }, (_, probe) => probe);

/** The one element of a per-CPU array: a struct for each CPU, in a row. */
class PerCpu {
  readonly #values: DataView;
  readonly #bases: readonly number[];

  constructor(readonly libbpf: Libbpf, readonly mapFd: number | undefined, size: number, cpus: number) {
    this.#values = new DataView(new ArrayBuffer(size * cpus));
    this.#bases = Array.from({ length: cpus }, (_, cpu) => cpu * size);
  }

  refresh(): void {
    if (this.mapFd !== undefined) this.libbpf.lookUp(this.mapFd, Buffer.alloc(4), new Uint8Array(this.#values.buffer));
  }

  byCpu(read: Read): readonly number[] {
    return this.#bases.map((base) => read(this.#values, base));
  }

  sum(read: Read): number {
    return this.byCpu(read).reduce((total, value) => total + value, 0);
  }
}
