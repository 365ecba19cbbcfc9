/** The columns that tables have, each with the look that it has everywhere. */
import { colors } from './colors';

interface Look {
  /** Where its values need more than its name, or less than is usual. */
  readonly width?: number;
  /** large: with separators of thousands; failures: red from 1 on; marks: coloured by what it says. */
  readonly kind?: 'large' | 'failures' | 'marks';
}

const plain = {};
/** A process has at most 15 characters. */
const name = { width: 128 };
const host = { width: 150 };
const address = { width: 112 };
/** Address and port. */
const endpoint = { width: 144 };
const port = { width: 76 };
const text = { width: 260 };
const time = { width: 150 };
const large = { kind: 'large' } as const;
const failures = { kind: 'failures' } as const;
const marks = { kind: 'marks' } as const;

export const columnLooks = {
  'Process': name, 'Parent': name, 'Host': host, 'Example host': host, 'User': { width: 76 }, 'Roles': { width: 90 },
  'From': endpoint, 'To': endpoint, 'Command': { width: 215 }, 'Source': address, 'Destination': address, 'Peer': address, 'Port': port, 'Service (by port)': plain, 'Direction': plain, 'In/out': { width: 84 }, 'PID': plain,
  'State': marks, 'Outcome': { ...marks, width: 106 }, 'Bound to': { ...marks, width: 130 },
  'Cause': { width: 150 }, 'Index': { width: 110 }, 'Reason': { width: 310 }, 'How it ended': { width: 110 }, 'Errno': { width: 140 }, 'Command line': { width: 440 }, 'Flow': { width: 250 },
  'What to do': { width: 240 }, 'Details': { width: 240 }, 'Message': text, 'May search': { width: 140 }, 'Level': plain, 'Kernels': { width: 120 },
  'Version': plain, 'Mode': plain, 'Event': plain, 'All fields': { width: 700 },
  'Connections': large, 'Sides': { ...large, width: 78 }, 'Events': large, 'Hosts': plain, 'Sources': plain, 'Destinations': plain, 'Times': plain,
  'Failed': failures, 'Retransmits': failures, 'Lost': failures, 'Still open': plain, 'Bytes sent': large, 'Bytes received': large,
  'Seconds': plain, 'Handshake ms': plain, 'Handshake ms, median': plain, 'Handshake ms, p95': plain, 'RTT ms': plain, 'RTT ms, median': plain, 'RTT ms, p95': plain, 'Retransmitted %': failures, 'Failed %': failures,
  'Runs': { ...large, width: 84 }, 'Processes': large, 'Program': { width: 330 }, 'Container or unit': { width: 190 }, 'Relation': plain, 'Process GUID': { width: 310 },
  'Logged in as': { width: 110 }, 'Became': { width: 110 }, 'Terminal': plain, 'Folder': { width: 200 }, 'Line': { width: 420 }, 'Shell': plain, 'Lines': large, 'Shells': plain, 'Session': plain,
  'CPU seconds': large, 'Longest, seconds': plain, 'Peak MB': large,
  'Device': { width: 100 }, 'Operation': plain, 'Requests': large, 'MB': large, 'Errors': failures, 'In flight': plain, 'Oldest, seconds': plain,
  'Device ms': plain, 'Queue ms': plain, 'Device ms, average': plain, 'Device ms, p99': plain, 'Device ms, longest': plain, 'Queue ms, average': plain, 'Queue ms, p99': plain,
  'Changes': large, 'Files': large, 'Opens': large, 'Refusals': large, 'Asked for': plain, 'File': { width: 330 }, 'File before': { width: 260 }, 'Latest file': { width: 330 }, 'By': plain, 'Bytes': large, 'Permissions': plain,
  'Complete %': plain, 'Ring buffer fill %': { width: 130 }, 'MB in the time range': plain, 'MB a day at this rate': plain,
  'Time': { width: 215 }, 'Started': { width: 120 },
  'First line': time, 'Last line': time, 'Last seen': time, 'First seen': time, 'Last event': { width: 118 }, 'Last health': time, 'Last splunkd.log': time, 'Latest start': time,
} as const satisfies Readonly<Record<string, Look>>;

export type Column = keyof typeof columnLooks;
/** Fields of a search, and the columns that show them, in this order. */
export type Columns = Readonly<Record<string, Column>>;
export type Widths = Readonly<Partial<Record<Column, number>>>;

/** The end of a search whose result is shown: these fields, under these names. */
export function shownAs(columns: Columns): string {
  const names = Object.entries(columns).filter(([field, column]) => field !== column).map(([field, column]) => `${field} AS "${column}"`).join(', ');
  return `| table ${Object.keys(columns).join(' ')} | rename ${names}`;
}

const markColors = {
  PROBLEM: colors.bad, UNKNOWN: colors.warning, INFO: colors.other, OK: colors.good,
  failed: colors.bad, 'still open': colors.warning, ended: colors.good, 'ended (opened before the time range)': colors.other,
  killed: colors.bad, running: colors.calm,
  listening: colors.good, closed: colors.other, 'not seen since the input started': colors.warning, 'all addresses': colors.warning, 'one address': colors.warning, 'loopback only': colors.other,
} as const;

/** What the looks of these columns name. */
export const columnContext = {
  largeNumbers: { number: { thousandSeparated: true, unitPosition: 'after' } },
  failures: [{ to: 1, value: colors.other }, { from: 1, value: colors.bad }],
  plain: ['> themes.textColor'],
  marks: Object.entries(markColors).map(([match, value]) => ({ match, value })),
} as const;

/** Where a click on a row leads somewhere, Splunk paints every cell as a link: here only those of the first column are that has no colors of its own. */
export function columnFormat(columns: Columns, leadsSomewhere: boolean, widths: Widths = {}): Readonly<Record<string, object>> {
  const looks: Readonly<Record<string, Look>> = columnLooks;
  const link = leadsSomewhere ? Object.values(columns).find((column) => looks[column]?.kind !== 'marks') : undefined;
  return Object.fromEntries(Object.values(columns).map((column) => [column, formatOf(column, { ...looks[column], ...(widths[column] !== undefined && { width: widths[column] }) }, leadsSomewhere && column !== link)]));
}

function formatOf(column: Column, { width, kind }: Look, isPlain: boolean): object {
  const values = `> table | seriesByName("${column}") |`;
  const wide = widthOf(column, width);
  return {
    ...(wide !== undefined && { width: wide }),
    ...(kind === 'large' && { data: `${values} formatByType(largeNumbers)` }),
    ...(isPlain && { rowColors: `${values} pick(plain)` }),
    ...(kind === 'failures' && { rowColors: `${values} rangeValue(failures)` }),
    ...(kind === 'marks' && { rowColors: `${values} matchValue(marks)` }),
  };
}

/** What the renderer gives a column by itself; as long as one of a table has no other, all are stretched to its width. */
const usualWidth = 90;

/** Pixels, so that no word of the heading is broken. */
function widthOf(column: string, needed?: number): number | undefined {
  const longest = Math.max(...column.split(' ').map((word) => word.length));
  const heading = Math.round(longest * 8.2 + 40);
  if (needed !== undefined) return Math.max(needed, heading);
  return heading > usualWidth ? heading : undefined;
}
