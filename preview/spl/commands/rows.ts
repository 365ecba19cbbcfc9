/** head, tail, reverse, dedup: which rows there are. */
import { Arguments } from '../arguments';
import { compileCondition } from '../eval';
import { parseEval } from '../eval/parser';
import { usesOf } from '../eval/uses';
import { type Row, type Value, valueOf } from '../rows';
import { type CompileCommand, selection } from '../stage';
import { keyOf } from '../statistics/groups';
import { sortKeys, sortRows } from './sort';

export const head: CompileCommand = (text, context) => {
  const args = new Arguments('head', text);
  const condition = args.parenthesised();
  if (condition !== undefined) {
    args.end();
    const holds = compileCondition(condition, context);
    return selection(usesOf(parseEval(condition)).fields, (rows) => {
      const end = rows.findIndex((row) => !holds(row));
      return end < 0 ? rows : rows.slice(0, end);
    });
  }
  const count = countOf(args);
  return selection([], (rows) => rows.slice(0, count));
};

/** The last ones, the very last first. */
export const tail: CompileCommand = (text) => {
  const count = countOf(new Arguments('tail', text));
  return selection([], (rows) => rows.slice(Math.max(0, rows.length - count)).reverse());
};

function countOf(args: Arguments): number {
  const { limit } = args.options(['limit']);
  const count = args.number(limit ?? (args.isAtEnd ? undefined : args.value()), 10);
  args.end();
  return count;
}

export const reverse: CompileCommand = (text) => {
  new Arguments('reverse', text).end();
  return selection([], (rows) => rows.toReversed());
};

/** The first of those with the same values; without one of the fields a row is dropped. */
export const dedup: CompileCommand = (text) => {
  const args = new Arguments('dedup', text);
  const before = args.options(['keepempty', 'consecutive']);
  const [first = '', ...others] = args.names('sortby');
  const isCount = /^\d+$/.test(first);
  const [most, by] = [isCount ? Number(first) : 1, isCount || first === '' ? others : [first, ...others]];
  const options = { ...before, ...args.options(['keepempty', 'consecutive']) };
  const [keepEmpty, consecutive] = [args.truth(options.keepempty, false), args.truth(options.consecutive, false)];
  const keys = args.take('sortby') ? sortKeys(args) : [];
  args.end();
  if (by.length === 0 || most === 0) args.refuse('no field');
  return selection([...by, ...keys.map(({ field }) => field)], (rows) => distinctRows(sortRows(rows, keys), by, { most, keepEmpty, consecutive }));
};

interface Distinct {
  readonly most: number;
  readonly keepEmpty: boolean;
  readonly consecutive: boolean;
}

function distinctRows(rows: readonly Row[], by: readonly string[], { most, keepEmpty, consecutive }: Distinct): Row[] {
  let seen = new Map<string, number>();
  return rows.filter((row) => {
    const values = by.map((field) => valueOf(row, field));
    if (values.includes(undefined)) return keepEmpty;
    const key = keyOf(values as Value[]);
    if (consecutive && !seen.has(key)) seen = new Map();
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return (seen.get(key) ?? 0) <= most;
  });
}
