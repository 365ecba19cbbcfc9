/** The events of a world as rows, the latest first; their fields are worked out when they are asked for. */
import { multivalue, type Row, type Value, valueOf } from '../rows';
import type { SearchTime } from '../search_time';
import type { TimeRange } from '../time';
import type { IndexedEvent, World } from '../world';
import type { Searched } from './filters';

const ordered = new WeakMap<readonly IndexedEvent[], readonly IndexedEvent[]>();

/** At the same time, what was indexed last comes first. */
function latestFirst(events: readonly IndexedEvent[]): readonly IndexedEvent[] {
  const known = ordered.get(events) ?? events.toReversed().sort((a, b) => b.time - a.time);
  ordered.set(events, known);
  return known;
}

/** Those in the range, in indexes that the role may search. */
export function eventsIn({ events, indexesOfRole }: World, { earliest, latest }: TimeRange): readonly IndexedEvent[] {
  const all = latestFirst(events);
  return all.filter(({ time, index }) => time >= earliest && time < latest && (indexesOfRole?.includes(index) ?? true));
}

/** Fields that are kept in the index, beside the raw event. */
export const indexedFields = ['host', 'source', 'sourcetype', 'index', '_time', '_raw'] as const;

export function indexedField(event: IndexedEvent, field: string): Value | undefined {
  switch (field) {
    case 'host': case 'source': case 'sourcetype': case 'index': return event[field];
    case '_time': return event.time;
    case '_raw': return event.raw;
    default: return undefined;
  }
}

export class EventView implements Searched {
  readonly #event: IndexedEvent;
  readonly #searchTime: SearchTime;
  #extracted: Record<string, Value> | undefined;
  #row: Row | undefined;

  constructor(event: IndexedEvent, searchTime: SearchTime) {
    [this.#event, this.#searchTime] = [event, searchTime];
  }

  get(field: string): Value | undefined {
    const indexed = indexedField(this.#event, field);
    if (indexed !== undefined) return indexed;
    const isMade = this.#row !== undefined || this.#searchTime.isMade(field, this.#event.sourcetype);
    return valueOf(isMade ? this.row() : this.#fields(), field);
  }

  row(): Row {
    this.#row ??= this.#completed();
    return this.#row;
  }

  #fields(): Record<string, Value> {
    this.#extracted ??= this.#searchTime.extracted(this.#event);
    return this.#extracted;
  }

  #completed(): Row {
    const { fields, eventtypes, tags } = this.#searchTime.complete(this.#event, this.#fields());
    const row: Record<string, Value> = { ...fields };
    for (const field of indexedFields) row[field] = indexedField(this.#event, field) ?? '';
    const [eventtype, tag] = [multivalue(eventtypes), multivalue([...new Set(tags)])];
    if (eventtype !== undefined) row.eventtype = eventtype;
    if (tag !== undefined) row.tag = tag;
    return row;
  }
}
