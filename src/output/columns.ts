/** What the table shows of an event. */
import { cells, cut, safeText } from '../text/terminal';
import type { Fields } from './values';

export interface Row {
  /** Seconds since 1970. */
  readonly time: number;
  /** What happened, where the event itself has no word for it: the probe. */
  readonly probe: string;
  readonly fields: Fields;
}

export interface Column<R = Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly width: number;
  /** It grows up to this, where the terminal has room. */
  readonly mostWidth?: number;
  /** Where the terminal has none, columns leave, the highest number first; 0 stays. */
  readonly leaves: number;
  readonly text: (row: R, width: number) => string;
}

export const columns: readonly Column[] = [
  { title: 'TIME', align: 'left', width: 12, leaves: 0, text: ({ time }) => clock(time) },
  { title: 'EVENT', align: 'left', width: 14, leaves: 0, text: ({ fields, probe }) => word(fields['event']) || safeText(probe) },
  { title: 'PID', align: 'right', width: 7, leaves: 1, text: ({ fields }) => word(fields['process_id']) },
  { title: 'PROCESS', align: 'left', width: 11, mostWidth: 15, leaves: 0, text: ({ fields }) => word(fields['process_name']) },
  { title: 'USER', align: 'left', width: 8, mostWidth: 12, leaves: 8, text: ({ fields }) => word(fields['user'] ?? fields['user_id']) },
  { title: 'DIR', align: 'left', width: 3, leaves: 5, text: ({ fields }) => way(word(fields['direction'])) },
  { title: 'SOURCE', align: 'right', width: 21, mostWidth: 47, leaves: 4, text: ({ fields }, width) => endpoint(fields, 'src', width) },
  { title: '→', align: 'left', width: 1, leaves: 4, text: ({ fields }) => (fields['src_ip'] === undefined ? '' : '→') },
  { title: 'DESTINATION', align: 'left', width: 20, mostWidth: 47, leaves: 0, text: ({ fields }, width) => endpoint(fields, 'dest', width) },
  { title: 'OUTCOME', align: 'left', width: 11, mostWidth: 21, leaves: 2, text: ({ fields }) => outcome(fields) },
  { title: 'DURATION', align: 'right', width: 8, leaves: 3, text: ({ fields }) => span(fields['duration'] ?? fields['response_time']) },
  { title: 'IN', align: 'right', width: 6, leaves: 6, text: ({ fields }) => amount(fields['bytes_in']) },
  { title: 'OUT', align: 'right', width: 6, leaves: 6, text: ({ fields }) => amount(fields['bytes_out']) },
];

/** A value of an event as text; it may come from outside. */
export function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? safeText(String(value)) : '';
}

export function clock(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function way(direction: string): string {
  return { outbound: 'out', inbound: 'in', listening: 'lis' }[direction] ?? '';
}

/** Address and port; of a long address the end is cut, never the port. */
function endpoint(fields: Fields, side: 'src' | 'dest', width: number): string {
  const ip = word(fields[`${side}_ip`]);
  const port = word(fields[`${side}_port`]);
  const end = port === '' ? '' : `:${port}`;
  return cut(ip.includes(':') ? `[${ip}]` : ip, width - cells(end)) + end;
}

/** Of a failure what it was, of an end why, of a transition between what. */
function outcome(fields: Fields): string {
  const states = ['old_state', 'new_state'].map((key) => word(fields[key])).filter((state) => state !== '');
  const failure = fields['outcome'] === 'success' ? '' : word(fields['outcome']);
  return failure || word(fields['close_reason']) || states.join('→') || word(fields['tcp_state']);
}

function span(seconds: unknown): string {
  if (typeof seconds !== 'number') return '';
  if (seconds < 1) return `${(seconds * 1000).toFixed(seconds < 0.1 ? 2 : 1)}ms`;
  if (seconds < 100) return `${seconds.toFixed(2)}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 100 ? `${minutes}m${Math.floor(seconds % 60)}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}

export function amount(bytes: unknown): string {
  if (typeof bytes !== 'number') return '';
  const power = bytes < 1000 ? 0 : Math.min(6, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? bytes : value.toFixed(value < 9.95 ? 1 : 0)}${['', 'k', 'M', 'G', 'T', 'P', 'E'][power]}`;
}
