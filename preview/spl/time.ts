/** Relative time modifiers and spans, in UTC (Search Manual, "Specify time modifiers in your search"). */
import { Unsupported } from './unsupported';

export interface TimeRange {
  /** In seconds, included. */
  readonly earliest: number;
  /** In seconds, not included. */
  readonly latest: number;
}

type Unit = 's' | 'm' | 'h' | 'd' | 'w' | 'mon' | 'q' | 'y';

const names: Readonly<Record<Unit, RegExp>> = {
  s: /^(?:s|secs?|seconds?)$/, m: /^(?:m|mins?|minutes?)$/, h: /^(?:h|hrs?|hours?)$/, d: /^(?:d|days?)$/, w: /^(?:w|weeks?)$/,
  mon: /^(?:mon|months?)$/, q: /^(?:q|qtrs?|quarters?)$/, y: /^(?:y|yrs?|years?)$/,
};
const seconds: Readonly<Partial<Record<Unit, number>>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
const monthsOf: Readonly<Partial<Record<Unit, number>>> = { mon: 1, q: 3, y: 12 };

function unitOf(text: string): Unit {
  const found = (Object.keys(names) as Unit[]).find((unit) => names[unit].test(text));
  if (found === undefined) throw new Unsupported(`the unit of time ${text}`);
  return found;
}

/** Seconds of `-24h@h`, `@d+6h`, `now`, or of a time in seconds; the empty text is the beginning of time. */
export function relativeTime(text: string, now: number): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const rest = text.replace(/^now(?:\(\))?/, '');
  if (text === '') return 0;
  const steps = [...rest.matchAll(/([-+])(\d*)([a-z]+)|@([a-z]+)(\d*)/g)];
  if (steps.map(([step]) => step).join('') !== rest) throw new Unsupported(`the time ${text}`);
  return steps.reduce((time, [, sign, count = '', unit = '', snap, day = '']) =>
    snap === undefined ? moved(time, Number(count || 1) * (sign === '-' ? -1 : 1), unitOf(unit)) : snapped(time, snap, day), now);
}

function moved(time: number, count: number, unit: Unit): number {
  const size = seconds[unit];
  if (size !== undefined) return time + count * size;
  const at = new Date(time * 1000);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + count * (monthsOf[unit] ?? 0));
  at.setUTCDate(Math.min(day, new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()));
  return at.getTime() / 1000;
}

/** Down to the beginning of the unit; w0 to w7 are days, of which 0 and 7 are Sunday. */
function snapped(time: number, name: string, day: string): number {
  const unit = unitOf(name);
  if (day !== '' && unit !== 'w') throw new Unsupported(`@${name}${day}`);
  const months = monthsOf[unit];
  if (months !== undefined) return floorMonths(time, months);
  if (unit !== 'w') return Math.floor(time / (seconds[unit] ?? 1)) * (seconds[unit] ?? 1);
  const midnight = Math.floor(time / 86400) * 86400;
  return midnight - ((new Date(midnight * 1000).getUTCDay() - Number(day || 0) + 7) % 7) * 86400;
}

function floorMonths(time: number, months: number): number {
  const at = new Date(time * 1000);
  const month = at.getUTCFullYear() * 12 + at.getUTCMonth();
  const floor = Math.floor(month / months) * months;
  return Date.UTC(Math.floor(floor / 12), floor % 12) / 1000;
}

/** A span of time, as `5m` or `1mon`. */
export interface Span {
  readonly floor: (time: number) => number;
  readonly next: (start: number) => number;
}

export function parseSpan(text: string): Span {
  const [, count = '1', name = ''] = /^(\d+)?([a-z]+)$/.exec(text) ?? [];
  if (/^(?:ms|cs|ds|us)$/.test(name)) return fixedSpan(Number(count) * ({ us: 1e-6, ms: 1e-3, cs: 1e-2, ds: 1e-1 }[name] ?? 1));
  const unit = unitOf(name);
  if (unit === 'w') throw new Unsupported('a span in weeks');
  const months = monthsOf[unit];
  if (months === undefined) return fixedSpan(Number(count) * (seconds[unit] ?? 1));
  return { floor: (time) => floorMonths(time, months * Number(count)), next: (start) => moved(start, Number(count), unit) };
}

function fixedSpan(size: number): Span {
  return { floor: (time) => Math.floor(time / size) * size, next: (start) => start + size };
}

const defaults = ['1s', '5s', '10s', '30s', '1m', '5m', '10m', '30m', '1h', '1d', '1mon'];

/** The smallest of the usual spans that gives at most so many. */
export function defaultSpan({ earliest, latest }: TimeRange, most = 100): Span {
  const sizes = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 86400];
  const at = sizes.findIndex((size) => (latest - earliest) / size <= most);
  return parseSpan(defaults[at < 0 ? defaults.length - 1 : at] ?? '1mon');
}

/** The starts of all spans that a range touches. */
export function spansOf(span: Span, { earliest, latest }: TimeRange): readonly number[] {
  const starts: number[] = [];
  for (let start = span.floor(earliest); start < latest; start = span.next(start)) {
    starts.push(start);
    if (starts.length > 50000) throw new Unsupported('more than 50,000 spans');
  }
  return starts;
}
