/** Recorded events as an index holds them, and what may be done to them: other hosts, other times, nothing else. */
import { answer, initialTokens, withTimes } from '../../../preview/dashboards/answers';
import { type Definition, shippedViews } from '../../../preview/dashboards/shipped';
import type { Tokens } from '../../../preview/dashboards/tokens';
import type { IndexedEvent, Row, World } from '../../../preview/spl/run';
import { app } from '../../../steps/paths.mjs';
import type { Recording } from '../knowledge/tracer';

export const host = 'web1';
export const views = shippedViews(app);

export function indexed({ events, health }: Recording): readonly IndexedEvent[] {
  const of = (sourcetype: string) => (raw: string): IndexedEvent =>
    ({ time: (JSON.parse(raw) as { time: number }).time, raw, host, source: 'ebpf_trace://main', sourcetype, index: 'ebpf' });
  return [...events.map(of('ebpf:tcp')), ...health.map(of('ebpf:health'))].sort((a, b) => a.time - b.time);
}

/** Copies of another host, which happened some seconds later: time, and in the text too. */
export function moved(events: readonly IndexedEvent[], to: string, seconds = 0): readonly IndexedEvent[] {
  return events.map((event) => {
    const time = event.time + seconds;
    return { ...event, time, host: to, raw: event.raw.replace(/^\{"time":[\d.]+/, `{"time":${time.toFixed(6)}`) };
  });
}

/** What splunkd on that host says of itself: a fixture, in the form of splunkd.log. */
export function splunkdLog(of: string, time: number, text = 'INFO  Metrics - group=queue'): IndexedEvent {
  return { time, raw: `11-21-2026 10:00:00.000 +0000 ${text}`, host: of, source: '/opt/splunkforwarder/var/log/splunk/splunkd.log', sourcetype: 'splunkd', index: '_internal' };
}

export function worldOf(events: readonly IndexedEvent[], more: Partial<World> = {}): World {
  const now = Math.max(0, ...events.map(({ time }) => time)) + 5;
  return { app, events, now, ...more };
}

export function view(id: string): Definition {
  const found = views[id];
  if (found === undefined) throw new Error(`no view ${id}`);
  return found;
}

/** The rows of one search, of the last quarter of an hour unless the tokens say otherwise. */
export function rows(world: World, id: string, search: string, tokens: Tokens = {}): readonly Row[] {
  return answer(world, view(id), search, withTimes({ ...initialTokens(view(id)), global_time: '-15m,now', ...tokens })).rows;
}

/** Some columns alone, so that times, latencies and sizes that differ from run to run stay out. */
export function columnsOf(from: readonly Row[], ...names: readonly string[]): readonly (readonly unknown[])[] {
  return from.map((row) => names.map((name) => row[name]));
}

export function total(from: readonly Row[], field: string): number {
  return from.reduce((sum, row) => sum + Number(row[field] ?? 0), 0);
}

/** From the one row that sums have. */
export function sums(from: readonly Row[], ...names: readonly string[]): readonly number[] {
  if (from.length !== 1) throw new Error(`${from.length} rows where sums have one`);
  return names.map((name) => Number(from[0]?.[name]));
}

/** The numbers above a view: they are on every row of their search. */
export function numbers(from: readonly Row[], ...names: readonly string[]): readonly number[] {
  return sums(from.slice(-1), ...names.map((name) => `all_${name}`));
}
