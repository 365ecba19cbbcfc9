/** The kernel side's counters (struct trace_counters of bpf/sample.h), summed over the CPUs. */
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
  /** Runs that the kernel left out because the same program was at work on that CPU, less those that its twin took. */
  readonly missedRuns: number;
}

const scalars = Object.keys(trace_counters.get).filter((name) => name !== 'samples' && name !== 'lost') as Scalar[];
/** struct bpf_prog_info of include/uapi/linux/bpf.h */
const programInfo = { size: 232, recursionMisses: 208 };

export class CounterReader {
  readonly #libbpf: Libbpf;
  readonly #mapFd: number;
  readonly #programFds: readonly number[];
  readonly #values: DataView;
  readonly #cpus: number;

  constructor(libbpf: Libbpf, mapFd: number, programFds: readonly number[]) {
    this.#libbpf = libbpf;
    this.#mapFd = mapFd;
    this.#programFds = programFds;
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
      missedRuns: Math.max(0, this.#missedRuns() - this.#sum(trace_counters.get.rescued)),
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

  #missedRuns(): number {
    let missed = 0;
    for (const fd of this.#programFds) {
      const info = Buffer.alloc(programInfo.size);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(info.length);
      if (this.#libbpf.programInfo(fd, info, length) === 0) missed += Number(info.readBigUInt64LE(programInfo.recursionMisses));
    }
    return missed;
  }
}
