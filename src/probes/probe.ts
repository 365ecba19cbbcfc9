import type { Owners } from '../services/owners/owners';
import type { ProbeName } from './names';

export interface Field {
  /** The event's key: CIM's name where CIM has one. */
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'object';
  readonly unit?: string;
  readonly description: string;
}

/** What formatting needs beside the sample. */
export interface Context {
  readonly owners: Owners;
  readonly isSummary: boolean;
  /** The setting community_id. */
  readonly hasCommunityId: boolean;
  /** Inode of the host's network namespace, which is not worth a key. */
  readonly hostNetns: number | undefined;
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
  /** When it happened, on CLOCK_BOOTTIME. */
  readonly timeNs: (view: DataView, at: number) => number;
  /** The event's JSON from the key behind `time` to its end. */
  readonly format: (view: DataView, at: number, context: Context) => string;
}
