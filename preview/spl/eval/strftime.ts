/** Times as text and back, in UTC; formats as in "Date and time format variables". */
import { Unsupported } from '../unsupported';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const two = (number: number): string => String(number).padStart(2, '0');

const written: Readonly<Record<string, (at: Date, seconds: number) => string>> = {
  Y: (at) => String(at.getUTCFullYear()),
  y: (at) => two(at.getUTCFullYear() % 100),
  m: (at) => two(at.getUTCMonth() + 1),
  d: (at) => two(at.getUTCDate()),
  e: (at) => String(at.getUTCDate()).padStart(2),
  H: (at) => two(at.getUTCHours()),
  k: (at) => String(at.getUTCHours()).padStart(2),
  I: (at) => two(at.getUTCHours() % 12 || 12),
  M: (at) => two(at.getUTCMinutes()),
  S: (at) => two(at.getUTCSeconds()),
  p: (at) => at.getUTCHours() < 12 ? 'AM' : 'PM',
  a: (at) => (days[at.getUTCDay()] ?? '').slice(0, 3),
  A: (at) => days[at.getUTCDay()] ?? '',
  b: (at) => (months[at.getUTCMonth()] ?? '').slice(0, 3),
  B: (at) => months[at.getUTCMonth()] ?? '',
  w: (at) => String(at.getUTCDay()),
  s: (_at, seconds) => String(Math.floor(seconds)),
  F: (at) => at.toISOString().slice(0, 10),
  T: (at) => at.toISOString().slice(11, 19),
  Z: () => 'UTC',
  z: () => '+0000',
  ':z': () => '+00:00',
  '%': () => '%',
};

export function strftime(seconds: number, format: string): string {
  const at = new Date(Math.floor(seconds) * 1000);
  return format.replace(/%(?:([369]?)([NQ])|(:z|.))/g, (whole, digits: string, fraction: string | undefined, name: string) => {
    if (fraction !== undefined) return fractionOf(seconds, Number(digits || (fraction === 'N' ? 9 : 3)));
    const write = written[name];
    if (write === undefined) throw new Unsupported(`${whole} of strftime`);
    return write(at, seconds);
  });
}

/** Cut, not rounded, by the microseconds that a time has at most. */
function fractionOf(seconds: number, digits: number): string {
  const micros = Math.round((seconds - Math.floor(seconds)) * 1e6);
  return String(micros).padStart(6, '0').padEnd(digits, '0').slice(0, digits);
}

const read: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})', m: '(?<m>\\d{1,2})', d: '(?<d>\\d{1,2})', H: '(?<H>\\d{1,2})', M: '(?<M>\\d{1,2})', S: '(?<S>\\d{1,2})',
  F: '(?<Y>\\d{4})-(?<m>\\d{1,2})-(?<d>\\d{1,2})', T: '(?<H>\\d{1,2}):(?<M>\\d{1,2}):(?<S>\\d{1,2})', z: '(?<z>[-+]\\d{4})', s: '(?<s>\\d+)',
};

/** Seconds, or undefined where the text is not as the format says. A time without a date is refused. */
export function strptime(text: string, format: string): number | undefined {
  const pattern = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/%(?:[369]?([NQ])|(.))/g, (whole, fraction: string | undefined, name: string) => {
    const part = fraction === undefined ? read[name] : '(?<N>\\d{1,9})';
    if (part === undefined) throw new Unsupported(`${whole} of strptime`);
    return part;
  });
  const groups = new RegExp(`^${pattern}`).exec(text)?.groups;
  return groups && timeOf(groups, format);
}

function timeOf({ s, Y, m, d, H = '0', M = '0', S = '0', N = '0', z = '+0000' }: Readonly<Record<string, string>>, format: string): number {
  const fraction = Number(`0.${N}`);
  if (s !== undefined) return Number(s) + fraction;
  if (Y === undefined || m === undefined || d === undefined) throw new Unsupported(`strptime without a date: ${format}`);
  const seconds = Date.UTC(Number(Y), Number(m) - 1, Number(d), Number(H), Number(M), Number(S)) / 1000;
  const offset = (Number(z.slice(1, 3)) * 60 + Number(z.slice(3))) * 60;
  return seconds + fraction - (z.startsWith('-') ? -offset : offset);
}
