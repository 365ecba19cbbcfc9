/** The columns of the table of connections. At 80 cells it has all but the process id and the command. */
import { amount, clock, type Column, type Fields, word } from '../../text/columns';
import { cells, cut } from '../../text/terminal';

export interface Line {
  /** Seconds since 1970. */
  readonly time: number;
  /** What the connection's first event has, and over it what the last one has. */
  readonly fields: Fields;
  readonly result: string;
  /** Seconds. */
  readonly lasted: unknown;
}

/** To the second. */
const clockCells = 8;
export const usualDestinationCells = 24;
/** "→ [", 39 of an IPv6 address, "]:", and five of a port. */
export const mostDestinationCells = 49;

/** @param destinationCells of that column, where there is room */
export const viewColumns = (destinationCells: number): readonly Column<Line>[] => [
  { title: 'TIME', align: 'left', width: clockCells, leaves: 3, text: ({ time }) => clock(time).slice(0, clockCells) },
  { title: 'PROCESS', align: 'left', width: 9, mostWidth: 15, leaves: 0, text: ({ fields }) => word(fields['process_name']) },
  { title: 'PID', align: 'right', width: 7, leaves: 8, text: ({ fields }) => word(fields['process_id']) },
  { title: 'USER', align: 'left', width: 8, mostWidth: 12, leaves: 5, text: ({ fields }) => userOf(fields) },
  { title: 'DESTINATION', align: 'left', width: 23, mostWidth: destinationCells, leaves: 0, text: ({ fields }, width) => destination(fields, width) },
  { title: 'RESULT', align: 'left', width: 11, leaves: 0, text: ({ result }) => result },
  { title: 'LASTED', align: 'right', width: 6, leaves: 4, text: ({ lasted }) => lastedText(lasted) },
  { title: 'OUT', align: 'right', width: 4, leaves: 6, text: ({ fields }) => amount(fields['bytes_out']) },
  { title: 'IN', align: 'right', width: 4, leaves: 6, text: ({ fields }) => amount(fields['bytes_in']) },
  { title: 'COMMAND', align: 'left', width: 12, mostWidth: 400, leaves: 7, text: ({ fields }) => word(fields['process']) },
];

export function userOf(fields: Fields): string {
  return word(fields['user'] ?? fields['user_id']);
}

/** "→ 10.0.0.1:443" that we connect to; "← 10.0.0.9 :22", who connects, and to which port of ours; ":22" that listens. */
export function destination(fields: Fields, width: number): string {
  if (fields['direction'] === 'inbound') return peer('←', fields['src_ip'], fields['dest_port'], width);
  return peer(fields['direction'] === 'outbound' ? '→' : ' ', fields['dest_ip'], fields['dest_port'], width);
}

/** An address that is too long loses its end, never its port. */
function peer(arrow: string, address: unknown, port: unknown, width: number): string {
  const ip = word(address);
  const isIn = arrow === '←';
  const shown = ip.includes(':') && !isIn ? `[${ip}]` : ip;
  const end = port === undefined ? '' : `${isIn ? ' ' : ''}:${word(port)}`;
  const blank = cells(shown) + cells(end) + 2 > width ? '' : ' ';
  return `${arrow}${blank}${cut(shown, width - 1 - blank.length - cells(end))}${end}`;
}

/** A duration in seconds as three digits and the unit: at most six cells. */
export function lastedText(seconds: unknown): string {
  if (typeof seconds !== 'number') return '';
  if (seconds < 0.9995) return `${threeDigits(seconds * 1000)}ms`;
  if (seconds < 99.95) return `${threeDigits(seconds)}s`;
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (minutes < 100) return `${minutes}m${Math.floor(seconds % 60)}s`;
  return hours < 100 ? `${hours}h${minutes % 60}m` : `${Math.floor(hours / 24)}d${hours % 24}h`;
}

function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value.toFixed(value < 99.95 ? 1 : 0);
}
