/** connection_id against the events themselves: where both ends were traced and nothing translates, their tuples say what belongs together. */
import type { TracedEvent } from './rules';

/** One text for each tuple of which the two ends' ids differ, for each id of more than the two ends of one tuple, and for each flow of two ids. */
export function partedEnds(events: readonly TracedEvent[]): string[] {
  const joint = events.filter(({ connection_id: id, direction }) => id !== undefined && (direction === 'outbound' || direction === 'inbound'));
  const ends = new Map(joint.map((event) => [endOf(event), event]));
  return [
    ...grouped(joint, tupleOf).flatMap(([tuple, of]) => (hasSameIds(of) ? [] : [`two ids: ${tuple}`])),
    ...grouped([...ends.values()], ({ connection_id: id }) => String(id)).flatMap(([id, of]) => (areTwoEnds(of) ? [] : [`one id, ${id}, of ${of.map(endOf).join(' and ')}`])),
    ...grouped(joint, ({ flow_id: id }) => String(id)).flatMap(([flow, of]) => (idsOf(of).size === 1 ? [] : [`two ids: flow ${flow}`])),
  ];
}

function tupleOf({ src_ip, src_port, dest_ip, dest_port }: TracedEvent): string {
  return [src_ip, src_port, dest_ip, dest_port].join(' ');
}

function endOf(event: TracedEvent): string {
  return `${event.direction} ${tupleOf(event)} ${event.flow_id}`;
}

function idsOf(events: readonly TracedEvent[]): ReadonlySet<unknown> {
  return new Set(events.map(({ connection_id: id }) => id));
}

/** Where both ends are there; a tuple may be used again. */
function hasSameIds(events: readonly TracedEvent[]): boolean {
  const [outbound, inbound] = ['outbound', 'inbound'].map((direction) => idsOf(events.filter((event) => event.direction === direction))) as [Set<unknown>, Set<unknown>];
  return outbound.size === 0 || inbound.size === 0 || (outbound.size === inbound.size && [...outbound].every((id) => inbound.has(id)));
}

function areTwoEnds(ends: readonly TracedEvent[]): boolean {
  return new Set(ends.map(tupleOf)).size === 1 && new Set(ends.map(({ direction }) => direction)).size === ends.length;
}

function grouped(events: readonly TracedEvent[], key: (event: TracedEvent) => string): [string, TracedEvent[]][] {
  const groups = new Map<string, TracedEvent[]>();
  for (const event of events) groups.set(key(event), [...(groups.get(key(event)) ?? []), event]);
  return [...groups];
}
