/** Events of a file: the stream of an input, as splunkd reads it. Now is when the last of them happened. */
import { basename } from 'node:path';
import { replay } from '../../demo/recording';
import { indexed } from './indexed';
import { restOf } from './rest';
import type { EventSource } from './source';

export function recorded(file: string, app: string): EventSource {
  const { events, health, problems } = replay(file);
  if (problems.length > 0) throw new Error(`${file}: ${problems[0]}`);
  const all = [...events, ...health].map((event) => indexed(event, 'recorded'));
  if (all.length === 0) throw new Error(`${file}: no events`);
  const now = Math.max(...all.map(({ time }) => time)) + 1;
  const rest = restOf(app);
  return { origin: `events recorded in ${basename(file)}`, world: () => ({ app, events: all, now, rest }), close: async () => undefined };
}
