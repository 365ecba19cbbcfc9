/**
 * What the real tracer reported of the workload, as an index would hold it: near is the host web1, far is db1. Where days
 * are needed, time is shifted and host, flow_id and connection_id are renamed, nothing else.
 */
import type { IndexedEvent } from '../../../preview/spl/world';
import { freePorts } from '../knowledge/traffic';
import { record } from '../knowledge/tracer';
import { Witness } from '../truth/witness';
import { addresses } from './cable';
import { ports, Workload } from './workload';

type Fields = Readonly<Record<string, unknown>>;
type Choice = (fields: Fields) => boolean;

export const modes = ['lifecycle', 'summary'] as const;
export type Mode = (typeof modes)[number];

const mostRecordings = 3;

export class Recorded {
  readonly events: readonly IndexedEvent[];

  constructor(events: readonly IndexedEvent[]) {
    this.events = events;
  }

  /** Again where some part of it was shown to no BPF program at all: SYNs that time out together do so in one softirq. */
  static async of(mode: Mode): Promise<Recorded> {
    for (let left = mostRecordings; ; left -= 1) {
      const witness = new Witness();
      try {
        const recorded = await Recorded.#once(mode);
        if (left === 1 || !witness.concernsAddress(addresses)) return recorded;
      } finally {
        witness.remove();
      }
      process.stderr.write(`${mode}: recorded once more, since process 1 was interrupted for it (see truth/witness.ts)\n`);
    }
  }

  static async #once(mode: Mode): Promise<Recorded> {
    const workload = await Workload.prepare();
    try {
      const { beacon } = await freePorts();
      const { events, health } = await record(mode, [ports], beacon, () => workload.work());
      const hostOf = hostsOf(events, new Map([[workload.cable.near.inode, 'web1'], [workload.cable.far.inode, 'db1']]));
      return new Recorded([
        ...events.flatMap((raw) => indexed(raw, 'ebpf:tcp', hostOf(raw))),
        ...health.flatMap((raw) => indexed(raw, 'ebpf:health', 'web1')),
      ]);
    } finally {
      workload.end();
    }
  }

  where(isIt: Choice): Recorded {
    return new Recorded(this.events.filter((event) => isIt(fieldsOf(event))));
  }

  /** The events of a process; by direction, where it has several. */
  of(process: string, direction?: string): Recorded {
    return this.where((fields) => fields.process_name === process && (direction === undefined || fields.direction === direction));
  }

  /** The first of them at that time, in seconds, the others as far from it as they were. */
  at(seconds: number): Recorded {
    const shift = seconds - Math.min(...this.events.map(({ time }) => time));
    return new Recorded(this.events.map((event) => shifted(event, shift)));
  }

  /** Once at each time, as other connections. */
  atEach(times: readonly number[]): Recorded {
    return all(times.map((seconds, at) => this.at(seconds).#renamed(`${at}`)));
  }

  on(host: string): Recorded {
    return new Recorded(this.events.map((event) => ({ ...event, host })));
  }

  #renamed(suffix: string): Recorded {
    const raw = (event: IndexedEvent): string => event.raw.replace(/"(flow_id|connection_id)":"(\w+)"/g, `"$1":"$2-${suffix}"`);
    return new Recorded(this.events.map((event) => ({ ...event, raw: raw(event) })));
  }
}

export function all(parts: readonly Recorded[]): Recorded {
  return new Recorded(parts.flatMap(({ events }) => events));
}

export function fieldsOf({ raw }: Pick<IndexedEvent, 'raw'>): Fields {
  return JSON.parse(raw) as Fields;
}

/** By the process, since a close does not repeat its namespace; undefined of processes that are none of the workload's. */
function hostsOf(events: readonly string[], byNamespace: ReadonlyMap<number, string>): (raw: string) => string | undefined {
  const byProcess = new Map(events.map((raw) => fieldsOf({ raw })).filter(({ netns }) => netns !== undefined)
    .map(({ process_id: id, netns }) => [id, byNamespace.get(netns as number)]));
  return (raw) => byProcess.get(fieldsOf({ raw }).process_id);
}

function indexed(raw: string, sourcetype: string, host: string | undefined): readonly IndexedEvent[] {
  if (host === undefined) return [];
  return [{ time: Number(fieldsOf({ raw }).time), raw, host, source: 'ebpf_trace://main', sourcetype, index: 'ebpf' }];
}

function shifted(event: IndexedEvent, shift: number): IndexedEvent {
  const time = (event.time + shift).toFixed(6);
  return { ...event, time: Number(time), raw: event.raw.replace(/"time":[\d.]+/, `"time":${time}`) };
}
