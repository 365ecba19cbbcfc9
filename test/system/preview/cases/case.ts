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
export const target = ({ address }: ViewPage): Target => targetOf(address);

type Target = readonly [view: string, tokens: Readonly<Record<string, string>>];

/** The values of a token that has several stand with commas. */
function targetOf(address: URL): Target {
  const tokens = [...address.searchParams].filter(([name]) => name.startsWith('form.')).map(([name, value]) => [name.slice('form.'.length), value]);
  const several = tokens.map(([name = '']) => [name, address.searchParams.getAll(`form.${name}`).join()]);
  return [address.pathname.split('/').at(-1) ?? '', Object.fromEntries(several) as Record<string, string>];
}

/** Clicks every number of the view: each leads to its view, or to that of all others, with these tokens. */
export async function numbersLead(page: ViewPage, view: string, tokens: Readonly<Record<string, unknown>>, others: Readonly<Record<string, readonly [string, Readonly<Record<string, unknown>>]>> = {}): Promise<void> {
  const names = await page.singles();
  const wanted = names.map((name): unknown => [name, ...(others[name] ?? [view, tokens])]);
  const addresses = await page.leadTo(names.map((name) => () => page.clickSingle(name)));
  expect(addresses.map((address, at) => [names[at], ...targetOf(address)])).toEqual(wanted);
}

/** Clicks a bar or point of each chart, of a series where it is named: each leads to the view, with these tokens. */
export async function pointsLead(page: ViewPage, charts: readonly (readonly [chart: string, series?: string])[], view: string, tokens: Readonly<Record<string, unknown>>): Promise<void> {
  const addresses = await page.leadTo(charts.map(([chart, series]) => () => page.clickPoint(chart, series)));
  expect(addresses.map((address, at) => [charts[at]?.[0], ...targetOf(address)])).toEqual(charts.map(([chart]) => [chart, view, expect.objectContaining(tokens)]));
}

/** As a click on a bar passes it on: the beginning of its interval. */
export const at = (seconds: number): string => seconds.toFixed(3);

/** For views that open with the last hour. */
export const showDay = (page: ViewPage): Promise<void> => page.range('Last 24 hours');

export const lastDay = { 'global_time.earliest': '-24h@h', 'global_time.latest': 'now' } as const;
