/** Rows by one field and columns by another, as chart and timechart have them. */
import { asText, type Compare } from '../order';
import { type Row, type Table, type Value, valueOf, valuesOf } from '../rows';
import { isZeroOfNothing } from './aggregates';
import { type Aggregation, type Cell, cellOf } from './aggregations';
import { type SplitOptions, shownOf } from './split';

export interface Pivot {
  readonly row: string;
  readonly column: string | undefined;
  readonly all: readonly Aggregation[];
  readonly options: SplitOptions;
  /** Rows that are there whether or not there is anything in them. */
  readonly starts: readonly number[];
  readonly order: Compare;
}

export interface Column {
  /** By the values of the row's field. */
  readonly cells: Map<string | number, readonly Cell[]>;
  /** How many rows are in it. */
  rows: number;
}

export function pivot({ rows }: Table, asked: Pivot): Table {
  const { row, column, all, options, starts, order } = asked;
  const found = column === undefined ? columns(rows, row, () => [''], all) : shownColumns(rows, row, column, asked);
  const rowValues = new Set<string | number>(starts);
  for (const { cells } of found.values()) for (const value of cells.keys()) rowValues.add(value);
  const shown = column === undefined ? [''] : ordered([...found.keys()], options);
  const fields = all.flatMap(({ as }) => shown.map((name) => columnName(as, name, asked)));
  return { fields: [row, ...fields], rows: [...rowValues].sort(order).map((value) => rowOf(value, shown, found, asked)) };
}

/** Twice over the rows: what stands under the name of the others is worked out over all of their rows. */
function shownColumns(rows: readonly Row[], row: string, column: string, { all, options }: Pivot): Map<string, Column> {
  const names = namesIn(column, options);
  const every = columns(rows, row, names, all);
  if (every.size <= options.limit) return every;
  const shown = shownOf(every, all, options);
  return columns(rows, row, (one) => names(one).flatMap(shown), all);
}

/** The values of the field as names of columns; null is one too. */
function namesIn(column: string, { useNull, nullName }: SplitOptions): (row: Row) => readonly string[] {
  return (row) => {
    const values = valuesOf(valueOf(row, column)).map(String);
    return values.length === 0 && useNull ? [nullName] : values;
  };
}

function columns(rows: readonly Row[], rowField: string, namesOf: (row: Row) => readonly string[], all: readonly Aggregation[]): Map<string, Column> {
  const found = new Map<string, Column>();
  for (const row of rows) {
    const values = valuesOf(valueOf(row, rowField));
    for (const name of namesOf(row)) {
      const column = found.get(name) ?? { cells: new Map(), rows: 0 };
      found.set(name, column);
      for (const value of values) addTo(column, value, row, all);
    }
  }
  return found;
}

function addTo(column: Column, value: string | number, row: Row, all: readonly Aggregation[]): void {
  const cells = column.cells.get(value) ?? all.map(cellOf);
  column.cells.set(value, cells);
  column.rows += 1;
  for (const cell of cells) cell.add(row);
}

/** By name; those for the other values and for none stand last. */
function ordered(names: readonly string[], { otherName, nullName }: SplitOptions): string[] {
  const last = [otherName, nullName].filter((name) => names.includes(name));
  return [...names.filter((name) => !last.includes(name)).sort(asText), ...last];
}

/** With several functions the column says which; one that would be taken for an internal field is marked. */
function columnName(as: string, name: string, { column, all }: Pivot): string {
  if (column === undefined) return as;
  if (all.length > 1) return `${as}: ${name}`;
  return name.startsWith('_') ? `VALUE${name}` : name;
}

function rowOf(value: string | number, shown: readonly string[], found: ReadonlyMap<string, Column>, asked: Pivot): Row {
  const row: Record<string, Value> = { [asked.row]: value };
  for (const name of shown) {
    const cells = found.get(name)?.cells.get(value);
    for (const [at, { as, function: of }] of asked.all.entries()) {
      const result = cells?.[at]?.result() ?? (isZeroOfNothing(of) ? 0 : undefined);
      if (result !== undefined) row[columnName(as, name, asked)] = result;
    }
  }
  return row;
}
