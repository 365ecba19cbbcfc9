/** stats and its functions, by the examples of the Search Reference ("Aggregate functions" and others). */
import { run } from '../../run';
import { lastHour, through, valuesThrough, worldOf } from '../world';
import { Unsupported } from '../../unsupported';

const people = `
  firstname surname age
  Claudia   Garcia  32
  David     Mayer   45
  Alex      Garcia  29
  Wei       Zhang   45
  Javier    Garcia  37`;
const categories = 'categoryId count\nACCESSORIES 37\nARCADE 58\nNULL 8\nSIMULATION 34\nSPORTS 13\nSTRATEGY 74\nTEE 38';
const numbers = `Y\n${[10, 9, 8, 7, 6, 5, 4, 3, 2, 1].join('\n')}`;
const temperatures = 'day temp\nsunday 65\nmonday 42\ntuesday 40\nwednesday 31\nthursday 47\nfriday 53\nsaturday 64';

test.each([
  [people, 'mode(age)', '45'],
  [people, 'mode(surname)', 'Garcia'],
  [people, 'dc(surname)', 3],
  [people, 'min(surname)', 'Garcia'],
  [people, 'max(surname)', 'Zhang'],
  [categories, 'median(count)', 37],
  [categories, 'sum(count)', 262],
  [categories, 'range(count)', 66],
  [numbers, 'perc50(Y)', 5.5],
  [numbers, 'p95(Y)', 9.55],
  [numbers, 'median(Y)', 6],
  [numbers, 'min(Y)', '1'],
  [numbers, 'max(Y)', '10'],
  [temperatures, 'mean(temp)', 48.857142857142854],
  [temperatures, 'sumsq(temp)', 17664],
])('%s | stats %s', (table, one, expected) => {
  expect(valuesThrough(table, `stats ${one} AS x`)).toEqual([[expected]]);
});

test('deviations', () => {
  const [row] = through(temperatures, 'stats stdev(temp), var(temp), stdevp(temp), varp(temp)').rows;
  expect(row?.['stdev(temp)']).toBeCloseTo(12.615183595289349, 12);
  expect(row?.['var(temp)']).toBeCloseTo(12.615183595289349 ** 2, 9);
  expect(Number(row?.['varp(temp)'])).toBeCloseTo(Number(row?.['var(temp)']) * 6 / 7, 9);
  expect(Number(row?.['stdevp(temp)'])).toBeCloseTo(Math.sqrt(Number(row?.['varp(temp)'])), 12);
});

test('numbers are doubles: the average of 100 times 3.99', () => {
  expect(run(worldOf([]), '| makeresults count=100 | eval test=3.99 | stats avg(test)', lastHour).rows).toEqual([{ 'avg(test)': 3.9900000000000055 }]);
});

test('mixed values: numbers before text, upper case before lower case', () => {
  const mixed = 'x\n1\nc\na\n2\n100\nb\n4\n9';
  expect(valuesThrough(mixed, 'stats min(x) max(x) values(x)')).toEqual([['1', 'c', ['1', '100', '2', '4', '9', 'a', 'b', 'c']]]);
  expect(valuesThrough('x\nb\nB\na', 'stats values(x) min(x)')).toEqual([[['B', 'a', 'b'], 'B']]);
});

test('a row for each combination; rows without a value of a by-field are in none', () => {
  const requests = 'status host method\n404 www2 GET\n200 www1 GET\n200 - POST\n200 www1 POST\n404 www1 GET';
  expect(through(requests, 'stats count BY status, host')).toEqual({
    fields: ['status', 'host', 'count'],
    rows: [{ status: '200', host: 'www1', count: 2 }, { status: '404', host: 'www1', count: 1 }, { status: '404', host: 'www2', count: 1 }],
  });
  expect(valuesThrough(requests, 'stats count(eval(method="GET")) AS GET, count(eval(method="POST")) AS POST BY host')).toEqual([['www1', 2, 1], ['www2', 1, 0]]);
});

test('groups stand in the order of their values as text', () => {
  expect(valuesThrough('x\n10\n9\n70\n100', 'stats count by x')).toEqual([['10', 1], ['100', 1], ['70', 1], ['9', 1]]);
});

test('nulls: a count is 0, all else is null; columns stay', () => {
  expect(through('a b\n1 -\n2 -', 'stats count(b) sum(b) avg(b) values(b) dc(b)')).toEqual({
    fields: ['count(b)', 'sum(b)', 'avg(b)', 'values(b)', 'dc(b)'], rows: [{ 'count(b)': 0, 'dc(b)': 0 }],
  });
  expect(through('a\n1', 'where a=2 | stats count sum(a) AS s').rows).toEqual([{ count: 0 }]);
  expect(through('a\n1', 'where a=2 | stats count BY a').rows).toEqual([]);
});

test('multivalue fields: each value counts, and is a group of its own', () => {
  const tags = 'tags n\na,b 1\nb 2';
  expect(valuesThrough(tags, 'eval tags=split(tags, ",") | stats count(tags) dc(tags)')).toEqual([[3, 2]]);
  expect(valuesThrough(tags, 'eval tags=split(tags, ",") | stats sum(n) by tags')).toEqual([['a', 1], ['b', 3]]);
});

test('the order of rows, and the order of time', () => {
  const logins = '_time user\n30 carol\n10 alice\n20 bob\n20 bob';
  expect(valuesThrough(logins, 'stats first(user) last(user) earliest(user) latest(user) earliest_time(user) latest_time(user) list(user)'))
    .toEqual([['carol', 'bob', 'alice', 'carol', 10, 30, ['carol', 'alice', 'bob', 'bob']]]);
});

test('a wildcard means every field of that form', () => {
  expect(through('delay xdelay host\n1 4 a\n3 8 a', 'stats avg(*lay) BY host').rows).toEqual([{ host: 'a', 'avg(delay)': 2, 'avg(xdelay)': 6 }]);
  expect(through('delay xdelay\n1 4\n3 8', 'stats max(*lay) AS most_*').rows).toEqual([{ most_de: '3', most_xde: '8' }]);
});

test('sums of what is calculated, and names with blanks', () => {
  expect(through('a b\n2 3\n4 5', 'stats sum(eval(a*b)) AS "the product"').rows).toEqual([{ 'the product': 26 }]);
});

test('eventstats writes the result to every row of the group', () => {
  expect(valuesThrough('host n\na 1\nb 5\na 3\n- 7', 'eventstats sum(n) AS total BY host')).toEqual([['a', '1', 4], ['b', '5', 5], ['a', '3', 4], ['7']]);
  expect(valuesThrough('n\n1\n2', 'eventstats count')).toEqual([['1', 2], ['2', 2]]);
});

test.each(['stats', 'stats avg', 'stats count by x dedup_splitvals=true', 'stats sparkline(count)', 'stats count AS', 'stats sum(eval(a==1)) AS x', 'stats count(eval(a==1))', 'stats latest(a)'])('%s is refused', (command) => {
  expect(() => through('a x\n1 2', command)).toThrow(Unsupported);
});
