/** Rows for a terminal. */
import { fitted, safeText } from '../src/text/terminal';

export type Fields = Readonly<Record<string, unknown>>;

export interface Column<Item> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly text: (item: Item) => string;
}

/** A heading, and a line for each item. */
export function tableOf<Item>(columns: readonly Column<Item>[], items: readonly Item[]): readonly string[] {
  const widths = columns.map(({ title, text }) => Math.max(title.length, ...items.map((item) => safeText(text(item)).length)));
  const line = (cell: (column: Column<Item>) => string): string =>
    `  ${columns.map((column, at) => fitted(cell(column), widths[at] ?? 0, column.align)).join('  ').trimEnd()}`;
  return [line(({ title }) => title), ...items.map((item) => line(({ text }) => safeText(text(item))))];
}
