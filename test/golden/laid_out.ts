/** The recorded samples as the ring has them, and the way that they take. */
import { Clock } from '../../src/kernel/clock';
import { Log } from '../../src/log';
import type { Format } from '../../src/output/format';
import type { Output } from '../../src/output/output';
import { Way } from '../../src/pipeline/way';
import { contextOf } from '../../src/probes/context';
import { Owners } from '../../src/services/owners/owners';
import { Users } from '../../src/services/owners/users';
import { parseSettings } from '../../src/settings';
import type { Sample } from '../probes/sample';
import { type Mode, recordedSamples } from './replay';
import { sampleOf, type StructName } from './recording';

export interface Recording {
  readonly way: Way;
  /** How many samples, each of which becomes an event. */
  readonly count: number;
  /** Takes each of them once. */
  readonly take: () => void;
}

/** @param structs of what is taken; the processes are known already */
export function recording(mode: Mode, structs: readonly StructName[], format: Format, output: Output): Recording {
  const { settings } = parseSettings({ mode });
  const owners = new Owners(settings, format.escape, new Users());
  const context = contextOf(settings, { clock: new Clock(), owners, hostNetns: undefined });
  const way = new Way({ format, output, log: new Log(), context });
  const all = recordedSamples(mode).map((one) => ({ struct: one.struct, ...sampleOf(one) }));
  for (const { struct, view, at, length } of all) if (struct === 'owner_sample') owners.take(view, at, length);
  const { view, places } = laidOut(all.filter(({ struct }) => structs.includes(struct)));
  return { way, count: places.length, take: () => { for (const { at, length } of places) way.take(view, at, length); } };
}

const headerBytes = 8;

interface LaidOut {
  readonly view: DataView;
  readonly places: readonly Pick<Sample, 'at' | 'length'>[];
}

/** One behind the other, each behind its header. */
function laidOut(samples: readonly Sample[]): LaidOut {
  let end = 0;
  const places = samples.map(({ length }) => {
    const at = end + headerBytes;
    end = (at + length + 7) & ~7;
    return { at, length };
  });
  const bytes = new Uint8Array(end);
  for (const [index, { view, at, length }] of samples.entries()) bytes.set(new Uint8Array(view.buffer, view.byteOffset + at, length), places[index]?.at);
  return { view: new DataView(bytes.buffer), places };
}
