import type { Column, Fields } from '../text/columns';
import { cut, fitted, type Paint, safeText } from '../text/terminal';
import { commonColumns, type Row, type Shown } from './columns';
import type { View } from './values';

export interface TableOptions {
  /** Cells in a line, asked for each time, since a window changes. */
  readonly width: () => number;
  /** After so many rows a header comes again. */
  readonly headerEvery: () => number;
  /** By kind. */
  readonly shown: ReadonlyMap<string, Shown>;
  /** The fields of health that count what was lost. */
  readonly losses: readonly string[];
  readonly paint: Paint;
}

type Layout = readonly Column<Row>[];

interface Layouts {
  /** Cells of the line. */
  readonly total: number;
  /** The first kind's. */
  readonly lead: Layout;
  /** By the columns of a kind. */
  readonly byColumns: ReadonlyMap<readonly Column<Fields>[], Layout>;
}

/** A line an event, for people: aligned, never wider than the terminal, free of whatever a terminal would obey. */
export class TableView implements View {
  readonly #options: TableOptions;
  readonly #paint: Paint;
  #rows = 0;
  /** By layout, how many rows there were before its last header. */
  readonly #headers = new WeakMap<Layout, number>();
  #layouts: Layouts | undefined;

  constructor(options: TableOptions) {
    this.#options = options;
    this.#paint = options.paint;
  }

  event(kind: string, time: number, fields: Fields): string {
    // Health is for Splunk; only a loss concerns whoever looks at the table.
    const total = this.#options.width();
    if (kind === 'health') return lossLine(fields, this.#options.losses, total);
    const { lead, byColumns } = this.#fitting(total);
    const { columns = [], colour } = this.#options.shown.get(kind) ?? {};
    const layout = byColumns.get(columns) ?? lead;
    const line = this.#headerIfDue(layout, total) + this.#paint(colour?.(fields), rowLine(layout, total, { time, kind, fields }));
    this.#rows += 1;
    return line;
  }

  end(): string {
    return '';
  }

  #fitting(total: number): Layouts {
    if (this.#layouts?.total !== total) this.#layouts = fittingLayouts(total, this.#options.shown);
    return this.#layouts;
  }

  /** The header, now, where all kinds have the same; else each comes before the first row of its kind. */
  header(): string {
    const total = this.#options.width();
    const { lead, byColumns } = this.#fitting(total);
    return byColumns.size > 1 ? '' : this.#header(lead, total);
  }

  #headerIfDue(layout: Layout, total: number): string {
    const before = this.#headers.get(layout);
    const isDue = before === undefined || this.#rows - before >= Math.max(1, this.#options.headerEvery());
    return isDue ? this.#header(layout, total) : '';
  }

  #header(layout: Layout, total: number): string {
    this.#headers.set(layout, this.#rows);
    return this.#paint('bold', headerLine(layout, total));
  }
}

/** Every kind has the common columns at the same cells, and its own in what the first kind's take: kinds with the same columns align. */
function fittingLayouts(total: number, shown: ReadonlyMap<string, Shown>): Layouts {
  const [first = [], ...others] = new Set([...shown.values()].map(({ columns }) => columns));
  const shared = commonColumns(total);
  const lead = fittingColumns(total, [...shared, ...first.map(ofRow)]);
  const common = lead.filter(({ title }) => shared.some((column) => column.title === title));
  const left = total - neededCells(common) - 1;
  const layouts = others.map((columns) => [columns, [...common, ...fittingColumns(left, columns.map(ofRow))]] as const);
  return { total, lead, byColumns: new Map([[first, lead], ...layouts]) };
}

function ofRow({ text, ...column }: Column<Fields>): Column<Row> {
  return { ...column, text: ({ fields }, width) => text(fields, width) };
}

export function headerLine<R>(layout: readonly Column<R>[], total: number): string {
  return joined(layout.map(({ title, width, align }) => fitted(title, width, align)), total);
}

export function rowLine<R>(layout: readonly Column<R>[], total: number, row: R): string {
  return joined(layout.map(({ text, width, align }) => fitted(text(row, width), width, align)), total);
}

function joined(texts: readonly string[], total: number): string {
  return `${cut(texts.join(' ').trimEnd(), total)}\n`;
}

/** The columns that fit into a line, and as wide as it lets them be. */
export function fittingColumns<R>(width: number, all: readonly Column<R>[]): readonly Column<R>[] {
  let kept = all;
  while (neededCells(kept) > width && kept.some((column) => column.leaves > 0)) {
    const next = Math.max(...kept.map((column) => column.leaves));
    kept = kept.filter((column) => column.leaves < next);
  }
  return grown(kept, width - neededCells(kept));
}

function neededCells<R>(kept: readonly Column<R>[]): number {
  return kept.reduce((sum, column) => sum + column.width + 1, -1);
}

/** Room is shared out cell by cell. A terminal too narrow even for what stays cuts from the right. */
function grown<R>(kept: readonly Column<R>[], room: number): readonly Column<R>[] {
  const widths = kept.map((column) => column.width);
  const growing = kept.flatMap(({ width, mostWidth = width }, index) => Array.from({ length: mostWidth - width }, (_, round) => ({ round, index })));
  growing.sort((a, b) => a.round - b.round);
  for (const { index } of growing.slice(0, Math.max(0, room))) widths[index] = (widths[index] ?? 0) + 1;
  return kept.map((column, index) => ({ ...column, width: widths[index] ?? 0 }));
}

function lossLine(fields: Fields, losses: readonly string[], width: number): string {
  const counts = losses.flatMap((key) => {
    const count = fields[key];
    return typeof count === 'number' && count > 0 ? [`${key} ${count}`] : [];
  });
  return counts.length === 0 ? '' : `${cut(safeText(`lost: ${counts.join(', ')}`), width)}\n`;
}
