/** A small world to search in, and tables to send through commands. */
import { type IndexedEvent, type Result, type Row, run, type World } from '../run';
import { app } from '../../../steps/paths.mjs';

/** 2024-04-05 19:30:00 UTC */
export const now = 1712345400;
export const lastHour = { earliest: now - 3600, latest: now };

/** @param ago seconds before now */
export function event(ago: number, fields: object, more: Partial<IndexedEvent> = {}): IndexedEvent {
  const time = now - ago;
  return { time, raw: JSON.stringify({ time, ...fields }), host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:tcp', index: 'ebpf', ...more };
}

export function worldOf(events: readonly IndexedEvent[], more: Partial<World> = {}): World {
  return { app, events, now, ...more };
}

/** What commands make of a table that is written with a header. */
export function through(text: string, commands: string, range = lastHour): Result {
  const [header = [], ...lines] = text.trim().split('\n').map((line) => line.trim().split(/\s+/));
  const rows = lines.map((cells): Row => Object.fromEntries(header.flatMap((name, at) => cells[at] === '-' ? [] : [[name, cells[at] ?? '']])));
  return run(worldOf([]), commands, range, { fields: header, rows });
}

/** The rows alone, each as its values. */
export function valuesThrough(text: string, commands: string): readonly unknown[] {
  return through(text, commands).rows.map((row) => Object.values(row));
}
