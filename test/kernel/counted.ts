/** The kernel side's counters, by names: a test gives only those that it is about. */
import * as layouts from '../../src/generated/samples';
import { probe_id } from '../../src/generated/samples';
import type { Counters } from '../../src/kernel/counters';
import { probeIds, type ProbeName } from '../../src/probes/names';

/** As the kernel side counts by probe; `owner` are the descriptions of processes. All others are 0. */
export function byProbe(counts: Readonly<Partial<Record<ProbeName | 'owner', number>>> = {}): readonly number[] {
  const ids: Readonly<Record<string, number>> = { ...probeIds, owner: probe_id.PROBE_OWNER };
  const numbers = Array<number>(probe_id.PROBE_COUNT).fill(0);
  for (const [name, count] of Object.entries(counts)) numbers[ids[name] ?? -1] = count;
  return numbers;
}

const counters = Object.entries(layouts).filter(([name]) => name.endsWith('_counters'));
const zeros = Object.fromEntries(counters.flatMap(([, layout]) => Object.keys((layout as { readonly at: object }).at)).map((name) => [name, 0]));

/** The counters of a host on which nothing has happened yet. */
export const nothingCounted = { ...zeros, samples: byProbe(), lost: byProbe(), lostByCpu: {} } as unknown as Counters;
