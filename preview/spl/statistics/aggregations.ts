/** `count, avg(x) AS y, sum(eval(a*b))`: what stats and its kin ask for. */
import type { Arguments } from '../arguments';
import { compiled } from '../eval';
import type { Compiled, Scope } from '../eval/function';
import { parseEval } from '../eval/parser';
import { usesOf } from '../eval/uses';
import { numberOf } from '../eval/values';
import { type Row, type Value, valueOf, valuesOf } from '../rows';
import { Unsupported } from '../unsupported';
import { wildcard } from '../wildcard';
import { type Accumulator, aggregateOf, isOfTime, isZeroOfNothing } from './aggregates';

export interface Aggregation {
  /** As it is written, with its argument. */
  readonly name: string;
  readonly as: string;
  readonly isNamed: boolean;
  readonly function: string;
  /** May hold wildcards. */
  readonly field?: string;
  readonly expression?: Compiled;
  readonly reads: readonly string[];
}

/** A value of a group: what was added to it so far. */
export interface Cell {
  readonly add: (row: Row) => void;
  readonly result: () => Value | undefined;
}

/** Up to one of the keywords, an option, or the end. */
export function aggregations(args: Arguments, scope: Scope, ...stops: readonly string[]): Aggregation[] {
  const found: Aggregation[] = [];
  while (!args.isAtEnd && !args.isNext(...stops) && !args.isAtOption) {
    const name = args.value();
    if (aggregateOf(name.toLowerCase()) === undefined) args.refuse(`the function ${name}`);
    found.push(aggregation(name, args.parenthesised(), args, scope));
    args.take(',');
  }
  return found;
}

function aggregation(written: string, argument: string | undefined, args: Arguments, scope: Scope): Aggregation {
  const alias = args.alias();
  const field = argument?.trim().replace(/^["'](.*)["']$/, '$1');
  const name = field === undefined || field === '' ? written : `${written}(${field})`;
  const named = { name, as: alias ?? name, isNamed: alias !== undefined, function: written.toLowerCase() };
  const inner = argument === undefined ? undefined : /^\s*eval\((.*)\)\s*$/s.exec(argument)?.[1];
  const time = isOfTime(named.function) ? ['_time'] : [];
  if (inner !== undefined) {
    if (alias === undefined) args.refuse(`${name} without a name (AS)`);
    const tree = parseEval(inner);
    return { ...named, expression: compiled(tree, scope), reads: [...usesOf(tree).fields, ...time] };
  }
  if (field !== undefined && field !== '') return { ...named, field, reads: [field, ...time] };
  if (named.function !== 'count' && named.function !== 'c') args.refuse(`${written} without a field`);
  return { ...named, reads: [] };
}

/** As Splunk does: two results, or a result and a field to group by, of one name; wildcards among those fields. */
export function refuseClashes(args: Arguments, all: readonly Aggregation[], by: readonly string[]): void {
  const names = [...by, ...all.map(({ as }) => as)];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) args.refuse(`${twice} twice`);
  const pattern = by.find((name) => name.includes('*'));
  if (pattern !== undefined) args.refuse(`BY ${pattern}`);
}

/** One for each field that a wildcard means. */
export function overFields(all: readonly Aggregation[], fields: () => readonly string[], by: readonly string[]): readonly Aggregation[] {
  return all.flatMap((one) => {
    const pattern = one.field;
    if (pattern === undefined || !pattern.includes('*')) return [one];
    const meant = fields().filter((name) => wildcard(pattern).test(name) && !by.includes(name) && !name.startsWith('_'));
    return meant.map((field) => ({ ...one, field, as: one.isNamed ? renamed(one.as, pattern, field) : `${one.function}(${field})` }));
  });
}

/** The part that * stands for, in place of the * of the new name. */
export function renamed(as: string, pattern: string, field: string): string {
  const parts = new RegExp(wildcard(pattern).source.replaceAll('.*', '(.*)')).exec(field)?.slice(1) ?? [];
  return as.replace(/\*/g, () => parts.shift() ?? '*');
}

export function cellOf({ function: name, field, expression }: Aggregation): Cell {
  const accumulator = (aggregateOf(name) as () => Accumulator)();
  const add = adder(accumulator, name, field, expression);
  return { add, result: accumulator.result };
}

function adder({ add }: Accumulator, name: string, field: string | undefined, expression: Compiled | undefined): (row: Row) => void {
  const timeOf = (row: Row): number => {
    const time = numberOf(row._time);
    if (time === undefined && isOfTime(name)) throw new Unsupported(`${name} of rows without _time`);
    return time ?? NaN;
  };
  if (expression !== undefined) {
    return (row) => {
      const value = evaluated(expression(row), name);
      for (const one of valuesOf(value)) add(one, timeOf(row));
    };
  }
  if (field === undefined) return (row) => add(1, timeOf(row));
  return (row) => {
    for (const one of valuesOf(valueOf(row, field))) add(one, timeOf(row));
  };
}

/** A condition counts where it holds. */
function evaluated(value: ReturnType<Compiled>, name: string): Value | undefined {
  if (value === true && isZeroOfNothing(name)) return 1;
  if (typeof value !== 'boolean') return value ?? undefined;
  if (value) throw new Unsupported(`${name} of a condition`);
  return undefined;
}
