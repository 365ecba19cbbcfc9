/** Events as the pipeline makes them of samples. */
import { jsonLines } from '../../src/output/byte_format';
import type { Format } from '../../src/output/format';
import { ValueFormat } from '../../src/output/values';
import type { Fields } from '../../src/text/columns';
import { Owners } from '../../src/services/owners/owners';
import { Users } from '../../src/services/owners/users';
import { contextOf as contextOfSettings } from '../../src/probes/context';
import type { Context, Probe } from '../../src/probes/probe';
import { parseSettings } from '../../src/settings';
import { processSample, type Sample } from './sample';

export type Event = Readonly<Record<string, unknown>>;

const timeUs = 1_712_345_678_123_456;

export const hostNetns = 4026531840;

/** One that knows process 4321 as wget, unless other processes are given. */
export function contextOf(
  params: Readonly<Record<string, string>> = {}, processes: readonly Sample[] = [processSample()], escape = jsonLines().escape, users = new Users(),
): Context {
  const { settings } = parseSettings(params);
  const owners = new Owners(settings, escape, users);
  for (const { view, at, length } of processes) owners.take(view, at, length);
  return contextOfSettings(settings, { clock: { micros: () => timeUs }, owners, hostNetns });
}

/** What a format makes of a sample. */
export function textOf(probe: Probe, { view, at, length }: Sample, context: Context, format: Format): string {
  probe.open(context).take(view, at, length, format);
  return Buffer.from(format.take()).toString();
}

export function jsonOf(probe: Probe, sample: Sample, context: Context): string {
  return textOf(probe, sample, context, jsonLines()).trimEnd();
}

/** When it happened, on the clock of samples. */
export function timeNsOf(probe: Probe, sample: Sample): number {
  let time = Number.NaN;
  jsonOf(probe, sample, { ...contextOf(), clock: { micros: (ns) => (time = ns) } });
  return time;
}

/** The same event as values, for the table. */
function valuesOf(probe: Probe, sample: Sample, context: Context): Fields | undefined {
  let seen: Fields | undefined;
  textOf(probe, sample, context, new ValueFormat({ event: (_kind, _time, fields) => ((seen = fields), ''), end: () => '' }));
  return seen;
}

/**
 * The event, less its time. Fails where its keys are not of the probe's fields, in their order, each once, and where the values of
 * the table are others.
 */
export function eventOf(probe: Probe, sample: Sample, context = contextOf()): Event {
  const json = jsonOf(probe, sample, context);
  const { time, ...event } = JSON.parse(json) as Event;
  const known = probe.fields.map(({ name }) => name);
  const keys = [...json.matchAll(/(?<=[{,])"([a-z_]+)":/g)].map(([, key = '']) => key).slice(1);
  expect(time).toBe(timeUs / 1e6);
  expect(keys.filter((key) => !known.includes(key))).toEqual([]);
  expect(keys).toEqual(known.filter((name) => name in event));
  expect(valuesOf(probe, sample, context)).toEqual(event);
  return event;
}
