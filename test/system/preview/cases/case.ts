/** What is tried on a view, and what it must then show. */
import { hour, now } from '../../searches/case';
import { times } from '../day';
import type { ViewPage } from '../view_page';

/** By what they are to show; the view is open, with its defaults. */
export type Cases = Readonly<Record<string, (page: ViewPage) => Promise<void>>>;

/** How often it happened, of the parts of the day; since a time in seconds. */
export const happened = (part: keyof typeof times, since = 0): number => times[part].filter((time) => time >= since).length;

export const oneHourAgo = now - hour;
export const fourHoursAgo = now - 4 * hour;

/** Where a drilldown led: the view, and its tokens; the renderer adds those that have a default. */
export function target({ address }: ViewPage): readonly [view: string, tokens: Readonly<Record<string, string>>] {
  const tokens = [...address.searchParams].filter(([name]) => name.startsWith('form.')).map(([name, value]) => [name.slice('form.'.length), value]);
  return [address.pathname.split('/').at(-1) ?? '', Object.fromEntries(tokens) as Record<string, string>];
}

/** For views that open with the last hour. */
export const showDay = (page: ViewPage): Promise<void> => page.range('Last 24 hours');

export const lastDay = { 'global_time.earliest': '-24h@h', 'global_time.latest': 'now' } as const;
