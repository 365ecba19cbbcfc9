/** The columns of an event about a connection in the table of `run`: between whom, what became of it, how long and how much. */
import { amount, type Column, type Fields, span, word } from '../../text/columns';
import { cells, cut } from '../../text/terminal';

export const connectionColumns: readonly Column<Fields>[] = [
  { title: 'DIR', align: 'left', width: 3, leaves: 1, text: (fields) => way(word(fields['direction'])) },
  { title: 'SOURCE', align: 'right', width: 21, mostWidth: 47, leaves: 4, text: (fields, width) => endpoint(fields, 'src', width) },
  { title: '→', align: 'left', width: 1, leaves: 4, text: (fields) => (fields['src_ip'] === undefined ? '' : '→') },
  { title: 'DESTINATION', align: 'left', width: 21, mostWidth: 47, leaves: 0, text: (fields, width) => endpoint(fields, 'dest', width) },
  { title: 'OUTCOME', align: 'left', width: 11, mostWidth: 21, leaves: 2, text: outcome },
  { title: 'DURATION', align: 'right', width: 8, leaves: 3, text: (fields) => span(fields['duration'] ?? fields['response_time']) },
  { title: 'IN', align: 'right', width: 6, leaves: 6, text: (fields) => amount(fields['bytes_in']) },
  { title: 'OUT', align: 'right', width: 6, leaves: 6, text: (fields) => amount(fields['bytes_out']) },
];

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

/** What a failure was, why a connection ended, or between which states it went. */
function outcome(fields: Fields): string {
  const states = ['old_state', 'new_state'].map((key) => word(fields[key])).filter((state) => state !== '');
  const failure = fields['outcome'] === 'success' ? '' : word(fields['outcome']);
  return failure || word(fields['close_reason']) || states.join('→') || word(fields['tcp_state']);
}
