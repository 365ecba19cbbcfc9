/** The kernel side's counters (struct trace_counters of bpf/core/counters.h), summed over the CPUs. */
import { probe_id, trace_counters } from '../generated/samples';
import type { Libbpf } from './libbpf';

type Scalar = Exclude<keyof typeof trace_counters.get, 'samples' | 'lost'>;

/** All of them since the start; only ever growing. */
export interface Counters extends Readonly<Record<Scalar, number>> {
  /** By enum probe_id. */
  readonly samples: readonly number[];
  readonly lost: readonly number[];
  /** Failed reserves by CPU, those with none left out. */
  readonly lostByCpu: Readonly<Record<string, number>>;
}

const scalars = Object.keys(trace_counters.get).filter((name) => name !== 'samples' && name !== 'lost') as Scalar[];

export class CounterReader {
  readonly #libbpf: Libbpf;
  readonly #mapFd: number;
  readonly #values: DataView;
  readonly #cpus: number;

  constructor(libbpf: Libbpf, mapFd: number) {
    this.#libbpf = libbpf;
    this.#mapFd = mapFd;
    this.#cpus = libbpf.possibleCpus();
    this.#values = new DataView(new ArrayBuffer(trace_counters.size * this.#cpus));
  }

  read(): Counters {
    this.#libbpf.lookUp(this.#mapFd, Buffer.alloc(4), new Uint8Array(this.#values.buffer));
    const sums = Object.fromEntries(scalars.map((name) => [name, this.#sum(trace_counters.get[name])]));
    return {
      ...(sums as Record<Scalar, number>),
      samples: this.#byProbe(trace_counters.get.samples),
      lost: this.#byProbe(trace_counters.get.lost),
      lostByCpu: this.#lostByCpu(),
    };
  }

  #sum(get: (view: DataView, base: number) => number): number {
    let sum = 0;
    for (let cpu = 0; cpu < this.#cpus; cpu += 1) sum += get(this.#values, cpu * trace_counters.size);
    return sum;
  }

  #byProbe(get: (view: DataView, base: number, index: number) => number): readonly number[] {
    return Array.from({ length: probe_id.PROBE_COUNT }, (_, probe) => this.#sum((view, base) => get(view, base, probe)));
  }

  #lostByCpu(): Record<string, number> {
    const lost: Record<string, number> = {};
    for (let cpu = 0; cpu < this.#cpus; cpu += 1) {
      let sum = 0;
      for (let probe = 0; probe < probe_id.PROBE_COUNT; probe += 1) {
        sum += trace_counters.get.lost(this.#values, cpu * trace_counters.size, probe);
      }
      if (sum > 0) lost[cpu] = sum;
    }
    return lost;
  }
}
