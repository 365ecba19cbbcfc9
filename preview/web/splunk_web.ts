/** What the time range picker asks of Splunk Web: who is there, which ranges are offered, when a relative time is. */
import { relativeTime } from '../spl/time';

const ranges: readonly (readonly [label: string, earliest: string, latest: string])[] = [
  ['Today', '@d', 'now'],
  ['Last 15 minutes', '-15m', 'now'],
  ['Last 60 minutes', '-60m@m', 'now'],
  ['Last 4 hours', '-4h@m', 'now'],
  ['Last 24 hours', '-24h@h', 'now'],
  ['Last 7 days', '-7d@h', 'now'],
  ['Last 30 days', '-30d@d', 'now'],
];

/** The answer to one of its REST calls, or undefined. */
export function splunkWebAnswer(url: URL, now: number): object | undefined {
  if (url.pathname.endsWith('/authentication/current-context')) return { entry: [{ content: { username: 'preview', capabilities: [] } }] };
  if (url.pathname.endsWith('/data/ui/times')) return { entry: ranges.map(rangeEntry) };
  if (url.pathname.endsWith('/search/timeparser')) return parsedTimes(url.searchParams.getAll('time'), now);
  return undefined;
}

function rangeEntry([label, earliest_time, latest_time]: (typeof ranges)[number], order: number): object {
  const content = { label, earliest_time, latest_time, order, disabled: false, is_sub_menu: null, header_label: '' };
  return { name: label.toLowerCase().replaceAll(' ', '_'), content };
}

function parsedTimes(times: readonly string[], now: number): object {
  return Object.fromEntries(times.map((time) => [time, isoTime(relativeTime(time, now))]));
}

/** As Splunk writes the time of a result: milliseconds, and the zone's offset. */
export function isoTime(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().replace('Z', '+00:00');
}
