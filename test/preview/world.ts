/** A small world to search in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IndexedEvent, type Result, run, type World } from '../../preview/spl/run';
import { app } from '../../steps/paths.mjs';

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

/** Rows made by makeresults and eval, one for each set of assignments, then the commands. */
export function rowsThrough(assignments: readonly string[], commands: string): Result['rows'] {
  return resultThrough(assignments, commands).rows;
}

export function resultThrough(assignments: readonly string[], commands: string): Result {
  const [first = '', ...others] = assignments.map((one) => `makeresults | eval ${one} | fields - _time`);
  const appended = others.map((one) => ` | append [| ${one}]`).join('');
  return run(worldOf([]), `| ${first}${appended} | ${commands}`, lastHour);
}

/** A folder of its own for each use, removed when the tests are through. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
