import type { Room } from './room';

/** Where events go: what the pipeline, health and the verbs ask of a transport. */
export interface Output {
  /** Where events can be written that are then pushed without a copy. It holds until the next push, and no longer than the caller's turn. */
  room(): Room;
  /**
   * Queues text that holds this many events, whole ones: a copy, if it was not written into the room. False: there is no room, they are dropped and counted.
   * A note, text without events (a begin or an end, what the input says of itself), is queued even then.
   */
  push(text: Uint8Array | string, events: number): boolean;
  /** All of them agree whenever they are read. */
  readonly counters: OutputCounters;
  /** Waits until all has gone, at most this long. Gives the number of events that have not. Nothing is stopped by it. */
  flush(deadlineMs: number): Promise<number>;
  /** Counts events that came too late to be queued as dropped. */
  drop(events: number): void;
  /** At the stop: gives up what has not gone by now, counts it as dropped, and keeps the notes. Gives how many events that are. */
  giveUp(): number;
}

export interface OutputCounters {
  readonly eventsWritten: number;
  /** Bytes of texts with events. */
  readonly bytesWritten: number;
  readonly droppedEvents: number;
  /** Events that wait or are in flight. */
  readonly queuedEvents: number;
  readonly queuedBytes: number;
  /** Texts without events, of what waits or is in flight. */
  readonly queuedNotes: number;
  /** Milliseconds in which the receiver took nothing, so far. */
  readonly blockedMs: number;
}
