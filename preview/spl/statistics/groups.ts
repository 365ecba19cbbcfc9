/** Rows by the values of fields. */
import { asText } from '../order';
import { type Row, type Value, valueOf, valuesOf } from '../rows';
import { type Aggregation, type Cell, cellOf } from './aggregations';

export interface Group {
  readonly values: readonly (string | number)[];
  readonly cells: readonly Cell[];
}

/** Every combination of the fields' values: of multivalue fields each value; none where one of them is null. */
export function combinations(row: Row, by: readonly string[]): readonly (readonly (string | number)[])[] {
  let found: (string | number)[][] = [[]];
  for (const field of by) {
    const values = valuesOf(valueOf(row, field));
    if (values.length === 0) return [];
    found = found.flatMap((start) => values.map((value) => [...start, value]));
  }
  return found;
}

export function keyOf(values: readonly Value[]): string {
  return values.join('\0');
}

/** Groups in the order of their values, as text. */
export class Groups {
  readonly #by: readonly string[];
  readonly #aggregations: readonly Aggregation[];
  readonly #groups = new Map<string, Group>();

  constructor(by: readonly string[], aggregations: readonly Aggregation[]) {
    [this.#by, this.#aggregations] = [by, aggregations];
  }

  add(row: Row): void {
    for (const values of combinations(row, this.#by)) {
      const key = keyOf(values);
      const group = this.#groups.get(key) ?? { values, cells: this.#aggregations.map(cellOf) };
      this.#groups.set(key, group);
      for (const cell of group.cells) cell.add(row);
    }
  }

  get(values: readonly Value[]): Group | undefined {
    return this.#groups.get(keyOf(values));
  }

  /** The cells of a group to which nothing was added. */
  empty(): readonly Cell[] {
    return this.#aggregations.map(cellOf);
  }

  sorted(): readonly Group[] {
    return [...this.#groups.values()].sort((a, b) => {
      for (const [at, value] of a.values.entries()) {
        const order = asText(value, b.values[at] ?? '');
        if (order !== 0) return order;
      }
      return 0;
    });
  }
}

/** The group as a row, with its fields and its results. */
export function rowOf({ values, cells }: Group, by: readonly string[], aggregations: readonly Aggregation[]): Row {
  const row: Record<string, Value> = {};
  for (const [at, field] of by.entries()) row[field] = values[at] ?? '';
  return { ...row, ...results(cells, aggregations) };
}

export function results(cells: readonly Cell[], aggregations: readonly Aggregation[]): Row {
  const row: Record<string, Value> = {};
  for (const [at, { as }] of aggregations.entries()) {
    const value = cells[at]?.result();
    if (value !== undefined) row[as] = value;
  }
  return row;
}
