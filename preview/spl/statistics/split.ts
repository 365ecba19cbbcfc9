/** Which values of a field become columns of chart and timechart, and what becomes of the others. */
import type { Arguments } from '../arguments';
import { numberOf } from '../eval/values';
import { asText } from '../order';
import type { Aggregation } from './aggregations';
import type { Column } from './pivot';

export const splitOptionNames = ['limit', 'useother', 'usenull', 'otherstr', 'nullstr'] as const;

export interface SplitOptions {
  /** How many columns of values; Infinity for all. */
  readonly limit: number;
  readonly isBottom: boolean;
  readonly useOther: boolean;
  readonly useNull: boolean;
  readonly otherName: string;
  readonly nullName: string;
}

export function splitOptions(found: Readonly<Partial<Record<(typeof splitOptionNames)[number], string>>>, args: Arguments): SplitOptions {
  const [, way, count = ''] = /^(top|bottom)?(\d+)$/.exec(found.limit ?? '10') ?? args.refuse(`limit=${found.limit}`);
  return {
    limit: Number(count) || Infinity,
    isBottom: way === 'bottom',
    useOther: args.truth(found.useother, true),
    useNull: args.truth(found.usenull, true),
    otherName: found.otherstr ?? 'OTHER',
    nullName: found.nullstr ?? 'NULL',
  };
}

/**
 * The name under which a value is shown: its own, that of the others, or none. The highest scores have their own; ties
 * are broken by name (timechart, "limit"). The column of null does not count.
 */
export function shownOf(columns: ReadonlyMap<string, Column>, all: readonly Aggregation[], options: SplitOptions): (name: string) => readonly string[] {
  const { limit, isBottom, useOther, otherName, nullName } = options;
  const named = [...columns].filter(([name]) => name !== nullName);
  const scores = named.map(([name, column]) => [name, all.length === 1 ? sumOf(column) : column.rows] as const);
  const best = scores.sort(([one, a], [other, b]) => (isBottom ? a - b : b - a) || asText(one, other)).slice(0, limit);
  const kept = new Set([...best.map(([name]) => name), nullName]);
  return (name) => kept.has(name) ? [name] : useOther ? [otherName] : [];
}

/** With one function the sum of its results; with several it is the number of rows. */
function sumOf({ cells }: Column): number {
  return [...cells.values()].reduce((sum, [cell]) => sum + (numberOf(cell?.result()) ?? 0), 0);
}
