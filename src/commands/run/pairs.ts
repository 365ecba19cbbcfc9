/** Who talks to whom: what the connections of each process to each destination came to, and how many are open. Bounded. */
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

interface Row extends Pair {
  readonly open: number;
}

export interface PairsTable {
  /** Cells of a line. */
  readonly width: number;
  readonly mostRows: number;
  /** Only pairs of which a connection failed. */
  readonly onlyFailed: boolean;
  readonly paint: Paint;
  /** Connections that have not ended. */
  readonly open: Iterable<Fields>;
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

  /** Those with the most connections first, open ones among them. */
  table({ width, mostRows, onlyFailed, paint, open }: PairsTable): string {
    const shown = this.#rows(open).filter(({ failed, connections }) => connections > 0 && (!onlyFailed || failed > 0));
    const layout = fittingColumns(width, pairColumns(Math.max(0, ...shown.map((row) => cells(row.destination)))));
    const sorted = shown.sort((one, other) => other.connections - one.connections);
    const rows = sorted.slice(0, mostRows).map((row) => paint(row.failed > 0 ? 'red' : undefined, rowLine(layout, width, row)));
    const more = sorted.length > mostRows ? `and ${sorted.length - mostRows} more\n` : '';
    return rows.length === 0 ? '' : paint('bold', headerLine(layout, width)) + rows.join('') + more;
  }

  #rows(open: Iterable<Fields>): readonly Row[] {
    const counts = new Map<Pair, number>();
    for (const fields of open) {
      const pair = this.#pairOf(fields);
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    return [...this.#pairs.values()].map((pair) => ({ ...pair, connections: pair.connections + (counts.get(pair) ?? 0), open: counts.get(pair) ?? 0 }));
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
const pairColumns = (most: number): readonly Column<Row>[] => [
  { title: 'PROCESS', align: 'left', width: 9, mostWidth: 15, leaves: 0, text: ({ process }) => process },
  { title: 'USER', align: 'left', width: 8, mostWidth: 12, leaves: 4, text: ({ user }) => user },
  { title: 'DESTINATION', align: 'left', width: 23, mostWidth: Math.max(23, most), leaves: 0, text: (pair) => pair.destination },
  { title: 'COUNT', align: 'right', width: 5, mostWidth: 7, leaves: 0, text: ({ connections }, width) => countText(connections, width) },
  { title: 'FAILED', align: 'right', width: 6, leaves: 1, text: ({ failed }, width) => countText(failed, width) },
  { title: 'OPEN', align: 'right', width: 4, mostWidth: 6, leaves: 1, text: ({ open }, width) => countText(open, width) },
  { title: 'HANDSHAKE', align: 'right', width: 9, leaves: 3, text: ({ handshakes }) => lastedText(median(handshakes)) },
  { title: 'OUT', align: 'right', width: 4, leaves: 2, text: ({ bytesOut }) => (bytesOut === 0 ? '' : amount(bytesOut)) },
  { title: 'IN', align: 'right', width: 4, leaves: 2, text: ({ bytesIn }) => (bytesIn === 0 ? '' : amount(bytesIn)) },
];

/** A number of more digits than there are cells is rounded rather than cut. */
function countText(count: number, width: number): string {
  if (count === 0) return '';
  return String(count).length > width ? amount(count) : String(count);
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
