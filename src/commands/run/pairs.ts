/** Who talked to whom: what the connections of each process to each destination came to. Bounded. */
import { fittingColumns, headerLine, rowLine } from '../../output/table';
import { amount, type Column, type Fields, word } from '../../text/columns';
import { cells, type Paint } from '../../text/terminal';
import { destination, lastedText, mostDestinationCells, userOf } from './view_columns';

/** Pairs that are counted apart; the connections of others are counted as one. */
const mostPairs = 4096;
/** The median of a pair is that of its last handshakes. */
const mostHandshakes = 101;

interface Pair {
  readonly process: string;
  readonly user: string;
  readonly destination: string;
  connections: number;
  failed: number;
  bytesOut: number;
  bytesIn: number;
  readonly handshakes: number[];
}

export class Pairs {
  readonly #pairs = new Map<string, Pair>();

  /** A connection that has ended, by the fields of its first and last event. */
  add(fields: Fields, isFailure: boolean): void {
    const pair = this.#pairOf(fields);
    pair.connections += 1;
    pair.failed += isFailure ? 1 : 0;
    pair.bytesOut += numberOf(fields['bytes_out']);
    pair.bytesIn += numberOf(fields['bytes_in']);
    if (typeof fields['response_time'] !== 'number') return;
    pair.handshakes[pair.connections % mostHandshakes] = fields['response_time'];
  }

  /** Those with the most connections first, as lines of at most so many cells. */
  table(width: number, mostRows: number, onlyFailed: boolean, paint: Paint): string {
    const shown = [...this.#pairs.values()].filter(({ failed }) => !onlyFailed || failed > 0);
    const layout = fittingColumns(width, pairColumns(Math.max(0, ...shown.map((pair) => cells(pair.destination)))));
    const sorted = shown.sort((one, other) => other.connections - one.connections);
    const rows = sorted.slice(0, mostRows).map((pair) => paint(pair.failed > 0 ? 'red' : undefined, rowLine(layout, width, pair)));
    const more = sorted.length > mostRows ? `and ${sorted.length - mostRows} more\n` : '';
    return rows.length === 0 ? '' : paint('bold', headerLine(layout, width)) + rows.join('') + more;
  }

  #pairOf(fields: Fields): Pair {
    const isNamed = this.#pairs.size < mostPairs;
    const [process, user, to] = [word(fields['process_name']), userOf(fields), destination(fields, mostDestinationCells)];
    const key = `${process}\0${user}\0${to}`;
    return this.#pairs.get(key) ?? (isNamed ? this.#made(key, process, user, to) : this.#pairs.get('') ?? this.#made('', '(others)', '', ''));
  }

  #made(key: string, process: string, user: string, to: string): Pair {
    const pair = { process, user, destination: to, connections: 0, failed: 0, bytesOut: 0, bytesIn: 0, handshakes: [] };
    this.#pairs.set(key, pair);
    return pair;
  }
}

/** @param most cells that a destination takes */
const pairColumns = (most: number): readonly Column<Pair>[] => [
  { title: 'PROCESS', align: 'left', width: 9, mostWidth: 15, leaves: 0, text: ({ process }) => process },
  { title: 'USER', align: 'left', width: 8, mostWidth: 12, leaves: 4, text: ({ user }) => user },
  { title: 'DESTINATION', align: 'left', width: 23, mostWidth: Math.max(23, most), leaves: 0, text: (pair) => pair.destination },
  { title: 'COUNT', align: 'right', width: 7, leaves: 0, text: ({ connections }) => String(connections) },
  { title: 'FAILED', align: 'right', width: 6, leaves: 1, text: ({ failed }) => (failed === 0 ? '' : String(failed)) },
  { title: 'HANDSHAKE', align: 'right', width: 9, leaves: 3, text: ({ handshakes }) => lastedText(median(handshakes)) },
  { title: 'OUT', align: 'right', width: 4, leaves: 2, text: ({ bytesOut }) => (bytesOut === 0 ? '' : amount(bytesOut)) },
  { title: 'IN', align: 'right', width: 4, leaves: 2, text: ({ bytesIn }) => (bytesIn === 0 ? '' : amount(bytesIn)) },
];

function median(values: readonly number[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
