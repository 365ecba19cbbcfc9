/** printf of eval: %d, %i, %s, %f, %e, %x, %X and %o, with flags, width and precision. */
import { Unsupported } from '../unsupported';
import { numberOf, textOf, type Value } from './values';

const conversion = /%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g;

export function printf(format: string, values: readonly Value[]): string | null {
  let at = 0;
  return format.replace(conversion, (whole, flags: string, width: string, precision: string | undefined, kind: string) => {
    if (kind === '%') return '%';
    const text = converted(kind, values[at], precision, whole);
    at += 1;
    const signed = flags.includes('+') && 'dfe'.includes(kind) && !text.startsWith('-') ? `+${text}` : text;
    return padded(signed, flags, Number(width || 0));
  });
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const [sign = ''] = /^[-+]/.exec(text) ?? [];
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function converted(kind: string, value: Value | undefined, precision: string | undefined, whole: string): string {
  if (value === undefined || value === null) throw new Unsupported(`printf of null as ${whole}`);
  if (kind === 's') return textOf(value, 'printf').slice(0, precision === undefined ? undefined : Number(precision));
  const number = numberOf(value);
  if (number === undefined) throw new Unsupported(`printf of ${String(value)} as ${whole}`);
  const places = Number(precision ?? 6);
  switch (kind) {
    case 'd': case 'i': return String(Math.trunc(number)).padStart(Number(precision ?? 0), '0');
    case 'f': return number.toFixed(places);
    case 'e': return number.toExponential(places).replace(/e([-+])(\d)$/, 'e$10$2');
    case 'x': return Math.trunc(number).toString(16);
    case 'X': return Math.trunc(number).toString(16).toUpperCase();
    case 'o': return Math.trunc(number).toString(8);
    default: throw new Unsupported(`printf with ${whole}`);
  }
}
