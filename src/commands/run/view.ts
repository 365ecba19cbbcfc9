/** What a terminal shows: a line a connection, when it ends or fails; of one that stays open a line of its own before. */
import { fittingColumns, headerLine, rowLine } from '../../output/table';
import type { View } from '../../output/values';
import { type Column, type Fields, word } from '../../text/columns';
import { cells, type Colour, type Paint } from '../../text/terminal';
import type { Choice } from './choice';
import { OpenConnections, sums } from './open';
import { connectionProbe } from './options';
import { Pairs } from './pairs';
import { destination, type Line, mostDestinationCells, usualDestinationCells, viewColumns } from './view_columns';
import { resultOf } from './words';

export interface ViewOptions {
  readonly width: () => number;
  /** After so many lines the header comes again. */
  readonly headerEvery: () => number;
  readonly paint: Paint;
  readonly choice: Choice;
  /** False: nothing is written but what is asked for (--top). */
  readonly hasLines: boolean;
}

interface Layout {
  readonly total: number;
  readonly columns: readonly Column<Line>[];
}

/** Seconds after which a connection that is still open has a line. */
const openAfter = 2;
/** Cells of a line that has room for a long address and a part of the command. */
const roomyWidth = 130;

export class ConnectionView implements View {
  readonly #options: ViewOptions;
  readonly #open = new OpenConnections();
  readonly #pairs = new Pairs();
  connections = 0;
  failed = 0;
  #existing = 0;
  #left: number;
  #untilHeader = 0;
  #layout: Layout | undefined;
  #destinationCells = usualDestinationCells;

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#left = options.choice.count;
  }

  get stillOpen(): number {
    return this.#open.size;
  }

  /** What is said once the tracing has begun. */
  banner(what: string): string {
    const before = this.#existing === 0 ? '' : ` (${this.#existing} were open before)`;
    const said = `tracing ${what}${before}; Ctrl-C ends\n`;
    return said + (this.#options.hasLines ? this.#header() : '');
  }

  event(kind: string, time: number, fields: Fields): string {
    if (kind !== connectionProbe) return '';
    if (this.#options.choice.isOurs?.(fields) === false) return '';
    const flow = word(fields['flow_id']);
    switch (fields['event']) {
      case 'connect':
      case 'accept':
      case 'existing':
        return this.#begin(flow, { time, fields });
      case 'flow':
        this.#open.addTraffic(flow, { time, fields });
        return '';
      case 'listen':
        return this.#line({ time, fields, result: 'listens', lasted: undefined }, 'grey');
      case 'close':
      case 'connect_failed':
        return this.#end(flow, time, fields);
      default:
        return '';
    }
  }

  /** Lines of those that have been open for a while and have none yet. @param now seconds since 1970 */
  openLines(now: number, least = openAfter): string {
    const open = [...this.#open.before(now - least)];
    return open.map(({ time, fields }) => this.#line({ time: now, fields, result: 'open', lasted: now - time }, 'cyan')).join('');
  }

  end(): string {
    return this.openLines(Date.now() / 1000, 0);
  }

  /** Who talked to whom, and does still: those with the most connections first. */
  table(mostRows: number): string {
    const { width, choice, paint } = this.#options;
    return this.#pairs.table({ width: width(), mostRows, onlyFailed: choice.onlyFailed, paint, open: this.#open.all() });
  }

  #begin(flow: string, open: { readonly time: number; readonly fields: Fields }): string {
    const isExisting = open.fields['event'] === 'existing';
    if (open.fields['direction'] === 'listening') return '';
    if (isExisting) this.#existing += 1;
    this.#open.add(flow, open, isExisting);
    return '';
  }

  #end(flow: string, time: number, last: Fields): string {
    const first = this.#open.take(flow)?.fields;
    const fields = { ...first, ...last, ...sums(first, last) };
    const result = resultOf(last);
    if (result === undefined) return '';
    this.connections += 1;
    this.failed += result.isFailure ? 1 : 0;
    this.#pairs.add(fields, result.isFailure);
    return this.#line({ time, fields, result: result.word, lasted: fields['duration'] }, result.isFailure ? 'red' : undefined, result.isFailure);
  }

  #line(line: Line, colour: Colour | undefined, isFailure = false): string {
    const { hasLines, choice } = this.#options;
    if (!hasLines || this.#left === 0 || (choice.onlyFailed && !isFailure)) return '';
    this.#left -= 1;
    if (this.#left === 0) choice.onEnough();
    this.#makeRoom(line.fields);
    const { columns, total } = this.#fitting();
    return (this.#untilHeader <= 0 ? this.#header() : this.#counted()) + this.#options.paint(colour, rowLine(columns, total, line));
  }

  #counted(): string {
    this.#untilHeader -= 1;
    return '';
  }

  #header(): string {
    this.#untilHeader = Math.max(1, this.#options.headerEvery() - 2);
    const { columns, total } = this.#fitting();
    return this.#options.paint('bold', headerLine(columns, total));
  }

  #fitting(): Layout {
    const total = this.#options.width();
    if (this.#layout?.total !== total) this.#layout = { total, columns: fittingColumns(total, viewColumns(this.#destinationCells)) };
    return this.#layout;
  }

  /** From the first long address on, its column is as wide, where the command leaves room for it. */
  #makeRoom(fields: Fields): void {
    const needed = Math.min(mostDestinationCells, cells(destination(fields, mostDestinationCells)));
    if (needed <= this.#destinationCells || this.#options.width() < roomyWidth) return;
    this.#destinationCells = needed;
    this.#layout = undefined;
    this.#untilHeader = 0;
  }
}
