import type { Interval } from '../elements';
import type { Owners } from '../services/owners/owners';
import type { Settings } from '../settings';
import type { Column, Fields } from '../text/columns';
import type { Emit } from '../text/emit';
import type { Colour } from '../text/terminal';
import type { ProbeName } from './names';

export interface Field {
  /** The event's key: CIM's name where CIM has one. */
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'object';
  readonly unit?: string;
  readonly description: string;
}

/** Makes events of a probe's samples. */
export interface Reader {
  /** Emits what the sample says: no event, one, or several. Throws if it is none of the probe's. */
  take(view: DataView, at: number, length: number, emit: Emit): void;
  /** One that keeps something back emits an event of what did so for too long, at the end of anything; false: there is none. Called every second or so. */
  emitDue?(emit: Emit, isEnd: boolean): boolean;
  /** Emits what was summed in an interval, an event at each step. Of a probe that has `sums`. */
  interval?(interval: Interval, emit: Emit): Generator<void>;
}

/** Microseconds since 1970 of nanoseconds of CLOCK_BOOTTIME. */
export interface WallClock {
  micros(sinceBootNs: number): number;
}

/** What readers need beside the sample. */
export interface Context {
  readonly clock: WallClock;
  readonly owners: Owners;
  readonly isSummary: boolean;
  /** The setting mask_secrets. */
  readonly masksSecrets: boolean;
  /** The setting community_id. */
  readonly hasCommunityId: boolean;
  /** Whether close_fields has connection_id. */
  readonly closeHasConnectionId: boolean;
  /** Inode of the host's network namespace, which is not worth a key. */
  readonly hostNetns: number | undefined;
}

/** What a probe sums in the kernel, in place of samples (bpf/core/sums.h). */
export interface Sums {
  /** Seconds after which it is read. */
  readonly seconds: (settings: Settings) => number;
  /** Run over all keys of a map, each a u64, at an interval's end. Absent: none is. */
  readonly pass?: { readonly program: string; readonly map: string };
  /** Other maps that are read then. */
  readonly beside: readonly string[];
}

/** What a sourcetype is and says; `ebpf:` and its name is the sourcetype. */
export interface EventType {
  readonly name: ProbeName | 'health';
  readonly title: string;
  readonly description: string;
  /** In the order of the keys. */
  readonly fields: readonly Field[];
}

/** One BPF program file, and what becomes of its samples. */
export interface Probe extends EventType {
  readonly name: ProbeName;
  /** The bytes that a sample has at least. */
  readonly sampleBytes: number;
  /** What the table of `run` shows of an event, behind its time, event, process and user. */
  readonly columns: readonly Column<Fields>[];
  readonly colour?: (fields: Fields) => Colour | undefined;
  /** Absent: it has none. */
  readonly sums?: Sums;
  readonly open: (context: Context) => Reader;
}
