/** docs/performance.md: a section a group, of which a run replaces its own. */
import { table } from '../steps/markdown.mjs';
import type { Group, Row, Table } from './group';

/** @param made when, of what and where it was measured */
export function section(title: string, made: string, tables: readonly Table[]): string {
  return [`## ${title}`, made, ...tables.flatMap((one) => [one.about, rendered(one)])].map((part) => part.trim()).join('\n\n');
}

/** @param page as it was @param order of the sections; others go */
export function withSections(page: string, sections: readonly string[], order: readonly Pick<Group, 'title'>[]): string {
  const [introduction = '', ...old] = page.split(/^(?=## )/m);
  const byTitle = new Map([...old, ...sections].map((text) => [titleOf(text), text]));
  return [introduction, ...order.flatMap(({ title }) => byTitle.get(title) ?? [])].map((text) => `${text.trim()}\n`).join('\n');
}

function titleOf(text: string): string {
  return /^## (.*)/.exec(text)?.[1] ?? '';
}

function rendered({ columns, rows }: Table): string {
  const hasGoals = rows.some(({ goal }) => goal !== undefined);
  return table(['', ...columns, ...(hasGoals ? ['to reach'] : [])], rows.map((row) => [...cells(row, columns.length), ...(hasGoals ? [row.goal ?? ''] : [])]));
}

function cells({ title, values }: Row, count: number): readonly string[] {
  return [title, ...Array.from({ length: count }, (_, at) => number(values[at]))];
}

/** Three digits, as no measurement here is better. */
function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(Math.abs(value) < 10 ? 2 : 3)));
}
