import { type Column, columns, type Fields, type Row } from './columns';
import type { Format } from './format';
import { cut, fitted, safeText } from './terminal';

export interface TableOptions {
  /** Cells in a line, asked for each time, since a window changes. */
  readonly width: () => number;
  /** After so many rows the header comes again. */
  readonly headerEvery: () => number;
  /** The fields of health that count what was lost. */
  readonly losses: readonly string[];
}

/** A line an event, for people: aligned, never wider than the terminal, free of whatever a terminal would obey. */
export class TableFormat implements Format {
  readonly #options: TableOptions;
  #untilHeader = 0;
  #layout: { readonly total: number; readonly columns: readonly Column[] } | undefined;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  readonly escape = (jsonText: string): string => jsonText;
  readonly bytes = (json: string): number => Buffer.byteLength(json);

  start(): string {
    return '';
  }

  event(sourcetype: string, time: string, json: string): string {
    const probe = sourcetype.replace(/^ebpf:/, '');
    const fields = JSON.parse(json) as Fields;
    // Health is for Splunk; only a loss concerns whoever looks at the table.
    const total = this.#options.width();
    if (probe === 'health') return lossLine(fields, this.#options.losses, total);
    const layout = this.#fitting(total);
    return this.#header(layout, total) + rowLine(layout, total, { time, probe, fields });
  }

  end(): string {
    return '';
  }

  #fitting(total: number): readonly Column[] {
    if (this.#layout?.total !== total) this.#layout = { total, columns: fittingColumns(total) };
    return this.#layout.columns;
  }

  #header(layout: readonly Column[], total: number): string {
    this.#untilHeader -= 1;
    if (this.#untilHeader >= 0) return '';
    this.#untilHeader = Math.max(1, this.#options.headerEvery()) - 1;
    return joined(layout.map(({ title, width, align }) => fitted(title, width, align)), total);
  }
}

function rowLine(layout: readonly Column[], total: number, row: Row): string {
  return joined(layout.map(({ text, width, align }) => fitted(text(row, width), width, align)), total);
}

function joined(texts: readonly string[], total: number): string {
  return `${cut(texts.join(' ').trimEnd(), total)}\n`;
}

/** The columns that fit into a line, and as wide as it lets them be. */
export function fittingColumns(width: number): readonly Column[] {
  let kept = columns;
  while (neededCells(kept) > width && kept.some((column) => column.leaves > 0)) {
    const next = Math.max(...kept.map((column) => column.leaves));
    kept = kept.filter((column) => column.leaves < next);
  }
  return grown(kept, width - neededCells(kept));
}

function neededCells(kept: readonly Column[]): number {
  return kept.reduce((sum, column) => sum + column.width + 1, -1);
}

/** Room is shared out cell by cell. A terminal too narrow even for what stays cuts from the right. */
function grown(kept: readonly Column[], room: number): readonly Column[] {
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
