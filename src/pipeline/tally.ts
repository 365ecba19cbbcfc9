/** What became of each probe's events, in number and bytes. */
import { probe_id } from '../generated/samples';
import { probeIds, type ProbeName } from '../probes/names';

interface Tally {
  events: number;
  bytes: number;
}

type ByProbe = Readonly<Partial<Record<ProbeName, number>>>;

export class Tallies {
  /** By the probe's number: what the output took, and what is not with it yet. */
  readonly #taken = empty();
  readonly #waiting = empty();

  /** Events more that wait. @param id of an enum probe_id */
  add(id: number, events: number, bytes: number): void {
    const tally = this.#waiting[id];
    if (tally === undefined) throw new Error(`no probe ${id}`);
    tally.events += events;
    tally.bytes += bytes;
  }

  /** What waited is taken now, or dropped. */
  settle(isTaken: boolean): void {
    this.#waiting.forEach((waiting, id) => {
      const taken = this.#taken[id];
      if (isTaken && taken !== undefined) {
        taken.events += waiting.events;
        taken.bytes += waiting.bytes;
      }
      [waiting.events, waiting.bytes] = [0, 0];
    });
  }

  /** What was taken, of these probes. */
  events(probes: readonly ProbeName[]): ByProbe {
    return this.#read(probes, ({ events }) => events);
  }

  /** The same in bytes of their text, without what the format adds. */
  bytes(probes: readonly ProbeName[]): ByProbe {
    return this.#read(probes, ({ bytes }) => bytes);
  }

  #read(probes: readonly ProbeName[], read: (tally: Tally) => number): ByProbe {
    return Object.fromEntries(probes.map((name) => [name, read(this.#taken[probeIds[name]] ?? { events: 0, bytes: 0 })]));
  }
}

function empty(): readonly Tally[] {
  return Array.from({ length: probe_id.PROBE_COUNT }, () => ({ events: 0, bytes: 0 }));
}
