/** The functions of stats and its kin, as "Statistical and charting functions" of the Search Reference has them. */
import { numberOf } from '../eval/values';
import { asNumber, asText } from '../order';
import { multivalue, type Value } from '../rows';

/** One function over the values of one group. */
export interface Accumulator {
  /** @param time of the row, in seconds; NaN without one */
  readonly add: (value: string | number, time: number) => void;
  /** undefined is null. */
  readonly result: () => Value | undefined;
}

type Start = () => Accumulator;

/** At most so many values of a list, as limits.conf has it ([stats] list_maxsize). */
const longestList = 100;

const of = (compute: (numbers: number[]) => number | undefined): Start => () => {
  const numbers: number[] = [];
  return {
    add: (value) => {
      const number = numberOf(value);
      if (number !== undefined) numbers.push(number);
    },
    result: () => numbers.length === 0 ? undefined : compute(numbers),
  };
};

/** Keeps one value: the new one where `takes` says so. */
const kept = (takes: (found: { value: string | number; time: number }, value: string | number, time: number) => boolean, shown: 'value' | 'time' = 'value'): Start => () => {
  let found: { value: string | number; time: number } | undefined;
  return {
    add: (value, time) => {
      if (found === undefined || takes(found, value, time)) found = { value, time };
    },
    result: () => found?.[shown],
  };
};

const summed: Start = () => {
  let [sum, isAny] = [0, false];
  return {
    add: (value) => {
      const number = numberOf(value);
      if (number === undefined) return;
      sum += number;
      isAny = true;
    },
    result: () => isAny ? sum : undefined,
  };
};

const counted: Start = () => {
  let count = 0;
  return { add: () => { count += 1; }, result: () => count };
};

const distinct = (result: (values: Set<string>) => Value | undefined): Start => () => {
  const values = new Set<string>();
  return { add: (value) => { values.add(String(value)); }, result: () => result(values) };
};

const listed: Start = () => {
  const values: (string | number)[] = [];
  return { add: (value) => { if (values.length < longestList) values.push(value); }, result: () => multivalue(values) };
};

/** The most frequent value; of several the first that was seen. */
const frequent: Start = () => {
  const counts = new Map<string, number>();
  return {
    add: (value) => { counts.set(String(value), (counts.get(String(value)) ?? 0) + 1); },
    result: () => [...counts].reduce<[string?, number?]>((best, next) => next[1] > (best[1] ?? 0) ? next : best, [])[0],
  };
};

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** @param fewer 1 of a sample, 0 of the whole population */
function variance(numbers: readonly number[], fewer: 0 | 1): number {
  const average = mean(numbers);
  const squares = numbers.reduce((sum, one) => sum + (one - average) ** 2, 0);
  return numbers.length > fewer ? squares / (numbers.length - fewer) : 0;
}

/**
 * Interpolated, as in the examples of the Search Reference ("perc": 1 to 10 have the 95th percentile 9.55), although
 * the text beside them speaks of the nearest rank; over 1,000 values Splunk approximates.
 */
function percentile(numbers: number[], percent: number): number | undefined {
  numbers.sort((a, b) => a - b);
  const rank = percent * (numbers.length - 1) / 100;
  const [below = 0, above = below] = [numbers[Math.floor(rank)], numbers[Math.ceil(rank)]];
  return below + (above - below) * (rank - Math.floor(rank));
}

/** The middle; of an even number the higher of the two ("median"). */
function middle(numbers: number[]): number | undefined {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

const distinctCount = distinct(({ size }) => size);
const average = of(mean);

const known: Readonly<Record<string, Start>> = {
  avg: average,
  c: counted,
  count: counted,
  dc: distinctCount,
  distinct_count: distinctCount,
  earliest: kept((found, _, time) => time <= found.time),
  earliest_time: kept((found, _, time) => time <= found.time, 'time'),
  estdc: distinctCount,
  first: kept(() => false),
  last: kept(() => true),
  latest: kept((found, _, time) => time > found.time),
  latest_time: kept((found, _, time) => time > found.time, 'time'),
  list: listed,
  max: kept((found, value) => asNumber(value, found.value) > 0),
  mean: average,
  median: of(middle),
  min: kept((found, value) => asNumber(value, found.value) < 0),
  mode: frequent,
  range: of((numbers) => numbers.reduce((a, b) => Math.max(a, b)) - numbers.reduce((a, b) => Math.min(a, b))),
  stdev: of((numbers) => Math.sqrt(variance(numbers, 1))),
  stdevp: of((numbers) => Math.sqrt(variance(numbers, 0))),
  sum: summed,
  sumsq: of((numbers) => numbers.reduce((sum, one) => sum + one * one, 0)),
  values: distinct((values) => multivalue([...values].sort(asText))),
  var: of((numbers) => variance(numbers, 1)),
  varp: of((numbers) => variance(numbers, 0)),
};

/** undefined for a function that is not known. */
export function aggregateOf(name: string): Start | undefined {
  const percent = /^(?:perc|p|exactperc)(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
  if (percent !== undefined) return of((numbers) => percentile(numbers, Number(percent)));
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** Those that go by _time, and give anything where it is missing (stats, "Ensure correct search behavior"). */
export function isOfTime(name: string): boolean {
  return ['earliest', 'earliest_time', 'latest', 'latest_time'].includes(name);
}

/** Those that are 0, not null, where there was nothing to see. */
export function isZeroOfNothing(name: string): boolean {
  return ['c', 'count', 'dc', 'distinct_count', 'estdc'].includes(name);
}
