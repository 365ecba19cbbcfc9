/** Events as the pipeline makes them of samples. */
import { jsonLines } from '../../src/output/format';
import { Owners } from '../../src/services/owners/owners';
import { Users } from '../../src/services/owners/users';
import type { Context, Probe } from '../../src/probes/probe';
import { parseSettings } from '../../src/settings';
import { processSample, type Sample } from './sample';

export type Event = Readonly<Record<string, unknown>>;

export const hostNetns = 4026531840;

/** One that knows process 4321 as wget, unless other processes are given. */
export function contextOf(
  params: Readonly<Record<string, string>> = {}, processes: readonly Sample[] = [processSample()], escape = jsonLines.escape, users = new Users(),
): Context {
  const { settings } = parseSettings(params);
  const owners = new Owners(settings, escape, users);
  for (const { view, at, length } of processes) owners.take(view, at, length);
  return { owners, isSummary: settings.mode === 'summary', hasCommunityId: settings.communityId, hostNetns };
}

export function jsonOf(probe: Probe, { view, at }: Sample, context: Context): string {
  return `{"time":1712345678.123456,${probe.format(view, at, context)}`;
}

/** The event, less its time. Fails where its keys are not of the probe's fields, in their order, each once. */
export function eventOf(probe: Probe, sample: Sample, context = contextOf()): Event {
  const json = jsonOf(probe, sample, context);
  const { time, ...event } = JSON.parse(json) as Event;
  const known = probe.fields.map(({ name }) => name);
  const keys = [...json.matchAll(/(?<=[{,])"([a-z_]+)":/g)].map(([, key = '']) => key).slice(1);
  expect(time).toBe(1712345678.123456);
  expect(keys.filter((key) => !known.includes(key))).toEqual([]);
  expect(keys).toEqual(known.filter((name) => name in event));
  return event;
}
