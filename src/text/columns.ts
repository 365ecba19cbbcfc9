/** Columns of a table for a terminal, and how values stand in their cells. */
import { safeText } from './terminal';

/** An event as values, by key. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Column<R> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly width: number;
  /** It grows up to this, where the terminal has room. */
  readonly mostWidth?: number;
  /** Where the terminal has none, columns leave, the highest number first; 0 stays. */
  readonly leaves: number;
  readonly text: (row: R, width: number) => string;
}

/** A value of an event as text; it may come from outside. */
export function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? safeText(String(value)) : '';
}

/** Time of day, to the millisecond. @param seconds since 1970 */
export function clock(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** A duration: at most eight cells. */
export function span(seconds: unknown): string {
  if (typeof seconds !== 'number') return '';
  if (seconds < 1) return `${(seconds * 1000).toFixed(seconds < 0.1 ? 2 : 1)}ms`;
  if (seconds < 100) return `${seconds.toFixed(2)}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 100 ? `${minutes}m${Math.floor(seconds % 60)}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}

/** Bytes, in at most four cells. */
export function amount(bytes: unknown): string {
  if (typeof bytes !== 'number') return '';
  const power = bytes < 1000 ? 0 : Math.min(6, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? bytes : value.toFixed(value < 9.95 ? 1 : 0)}${['', 'k', 'M', 'G', 'T', 'P', 'E'][power]}`;
}
