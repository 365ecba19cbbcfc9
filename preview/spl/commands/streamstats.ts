import { Arguments } from '../arguments';
import { type Row, type Table, withFields } from '../rows';
import type { CompileCommand } from '../stage';
import { type Aggregation, type Cell, cellOf } from '../statistics/aggregations';
import { combinations, keyOf, results } from '../statistics/groups';
import { readsOf, statistics } from './stats';

interface Options {
  /** Whether the row itself is among those that are looked at. */
  readonly current: boolean;
  /** How many rows, 0 for all. */
  readonly window: number;
  /** One window over all rows, of which those of the group are looked at; or one for each group. */
  readonly global: boolean;
  /** Begins anew whenever the group is another one than of the row before. */
  readonly resetOnChange: boolean;
}

/** streamstats: each row's statistics are of those before it, and of itself. */
export const streamstats: CompileCommand = (text, context) => {
  const args = new Arguments('streamstats', text);
  const { by, all, options: found } = statistics(args, context, ['window', 'current', 'global', 'reset_on_change']);
  const options = {
    current: args.truth(found.current, true), window: args.number(found.window, 0),
    global: args.truth(found.global, true), resetOnChange: args.truth(found.reset_on_change, false),
  };
  return {
    reads: readsOf({ by, all }), makes: all.map(({ as }) => as), leaves: 'more',
    apply: (table) => withFields(table, all.map(({ as }) => as), streamed(table, by, all, options)),
  };
};

function streamed({ rows }: Table, by: readonly string[], all: readonly Aggregation[], options: Options): Row[] {
  let past = new Past(all, options);
  let last: string | undefined;
  return rows.map((row) => {
    const [values] = combinations(row, by);
    if (values === undefined) return row;
    const group = keyOf(values);
    if (options.resetOnChange && last !== group) past = new Past(all, options);
    last = group;
    return { ...row, ...results(past.cellsWith(row, group), all) };
  });
}

/** The rows so far: as running results, or, with a window, themselves. */
class Past {
  readonly #all: readonly Aggregation[];
  readonly #options: Options;
  readonly #running = new Map<string, readonly Cell[]>();
  readonly #windows = new Map<string, { readonly row: Row; readonly group: string }[]>();

  constructor(all: readonly Aggregation[], options: Options) {
    [this.#all, this.#options] = [all, options];
  }

  /** What is to be shown at this row, which is then one of the past. */
  cellsWith(row: Row, group: string): readonly Cell[] {
    return this.#options.window > 0 ? this.#ofWindow(row, group) : this.#ofAll(row, group);
  }

  #ofAll(row: Row, group: string): readonly Cell[] {
    const cells = this.#running.get(group) ?? this.#all.map(cellOf);
    this.#running.set(group, cells);
    if (this.#options.current) {
      for (const cell of cells) cell.add(row);
      return cells;
    }
    const before = cells.map(({ result }) => result());
    for (const cell of cells) cell.add(row);
    return before.map((value) => ({ add: () => undefined, result: () => value }));
  }

  #ofWindow(row: Row, group: string): readonly Cell[] {
    const { current, window, global } = this.#options;
    const key = global ? '' : group;
    const rows = this.#windows.get(key) ?? [];
    this.#windows.set(key, rows);
    if (current) rows.push({ row, group });
    if (rows.length > window) rows.shift();
    const cells = this.#all.map(cellOf);
    for (const past of rows) if (past.group === group) for (const cell of cells) cell.add(past.row);
    if (!current) rows.push({ row, group });
    return cells;
  }
}
