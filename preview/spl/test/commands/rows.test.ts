/** Which rows there are, and in which order: sort, dedup, top, rare, head, tail, where, search. */
import { run } from '../../run';
import { lastHour, through, valuesThrough, worldOf } from '../world';

const column = (values: readonly string[]): string => `x\n${values.join('\n')}`;
const sorted = (values: readonly string[], how: string): unknown[] => through(column(values), `sort ${how}`).rows.map(({ x }) => x);

describe('sort', () => {
  test.each([
    [['10', '9', '70', '100'], 'x', ['9', '10', '70', '100']],
    [['10', '9', '70', '100'], 'str(x)', ['10', '100', '70', '9']],
    [['9.1', '10.1'], '-x', ['10.1', '9.1']],
    [['9.1.a', '10.1.a'], '-x', ['9.1.a', '10.1.a']],
    [['SF-01', 'pz-05', 'BS-09', 'MB-07', 'DC-02', 'PZ-05', 'mb-07'], 'x', ['BS-09', 'DC-02', 'MB-07', 'PZ-05', 'SF-01', 'mb-07', 'pz-05']],
    [['10.0.0.10', '10.0.0.9'], 'x', ['10.0.0.9', '10.0.0.10']],
    [['10.0.0.10', '9.0.0.9'], 'ip(x)', ['9.0.0.9', '10.0.0.10']],
    [['10', '9', '70'], 'x desc', ['70', '10', '9']],
    [['3', '1', '2'], '2 x', ['1', '2']],
    [['3', '1', '2'], 'limit=1 -num(x)', ['3']],
  ])('%j by %s', (values, how, expected) => {
    expect(sorted(values, how)).toEqual(expected);
  });

  test('without the field a row comes last, whichever the order', () => {
    const rows = 'x y\n- a\n2 b\n1 c';
    expect(through(rows, 'sort x').rows.map(({ y }) => y)).toEqual(['c', 'b', 'a']);
    expect(through(rows, 'sort -x').rows.map(({ y }) => y)).toEqual(['b', 'c', 'a']);
  });

  test('a sign holds for its field; one that stands apart for all that have none', () => {
    const rows = 'a b\n1 1\n1 2\n2 1\n2 2';
    expect(valuesThrough(rows, 'sort -a, b')).toEqual([['2', '1'], ['2', '2'], ['1', '1'], ['1', '2']]);
    expect(valuesThrough(rows, 'sort - a, b')).toEqual([['2', '2'], ['2', '1'], ['1', '2'], ['1', '1']]);
    expect(valuesThrough(rows, 'sort 0 - a +b')).toEqual([['2', '1'], ['2', '2'], ['1', '1'], ['1', '2']]);
  });

  test('10,000 rows unless a number says otherwise', () => {
    const many = '| makeresults count=10001 | streamstats count AS n';
    expect(run(worldOf([]), `${many} | sort - n | stats count min(n)`, lastHour).rows).toEqual([{ count: 10000, 'min(n)': 2 }]);
    expect(run(worldOf([]), `${many} | sort 0 - n | stats count`, lastHour).rows).toEqual([{ count: 10001 }]);
  });
});

describe('dedup', () => {
  const events = 'source host n\na x 1\na x 2\nb x 3\na y 4\na x 5\n- x 6\na x 7';

  test.each([
    ['source', ['1', '3']],
    ['2 source', ['1', '2', '3']],
    ['source host', ['1', '3', '4']],
    ['2 source host', ['1', '2', '3', '4']],
    ['source keepempty=true', ['1', '3', '6']],
    ['source sortby -n', ['7', '3']],
    ['source sortby +host -n', ['7', '3']],
  ])('dedup %s', (how, expected) => {
    expect(through(events, `dedup ${how}`).rows.map(({ n }) => n)).toEqual(expected);
  });
});

test('dedup of what is consecutive', () => {
  expect(valuesThrough('x n\na 1\na 2\nb 3\na 4', 'dedup consecutive=true x | table n')).toEqual([['1'], ['3'], ['4']]);
});

describe('top and rare', () => {
  const referers = column(['a', 'b', 'a', 'c', 'a', 'b']);

  test('values by how frequent they are, with their share', () => {
    expect(through(referers, 'top x')).toEqual({
      fields: ['x', 'count', 'percent'],
      rows: [{ x: 'a', count: 3, percent: '50.000000' }, { x: 'b', count: 2, percent: '33.333333' }, { x: 'c', count: 1, percent: '16.666667' }],
    });
    expect(valuesThrough(referers, 'rare limit=1 x')).toEqual([['c', 1, '16.666667']]);
  });

  test('of the same count the last in the order of text is shown', () => {
    expect(run(worldOf([]), `| makeresults | eval location="Orlando Dallas Atlanta" | makemv location | mvexpand location
      | eval user="Alex Kai Morgan" | makemv user | mvexpand user | top limit=1 location by user`, lastHour)).toEqual({
      fields: ['user', 'location', 'count', 'percent'],
      rows: ['Alex', 'Kai', 'Morgan'].map((user) => ({ user, location: 'Orlando', count: 1, percent: '33.333333' })),
    });
  });

  test('options before and behind the fields', () => {
    expect(valuesThrough('product category\np1 a\np1 a\np2 a\np3 b', 'top 1 product by category showperc=f countfield=total')).toEqual([['a', 'p1', 2], ['b', 'p3', 1]]);
  });
});

test('head, tail and reverse', () => {
  const letters = column(['a', 'b', 'c', 'd']);
  const shown = (command: string): unknown[] => through(letters, command).rows.map(({ x }) => x);
  expect([shown('head 2'), shown('head limit=1'), shown('head (x!="c")')]).toEqual([['a', 'b'], ['a'], ['a', 'b']]);
  expect([shown('tail 2'), shown('reverse')]).toEqual([['d', 'c'], ['d', 'c', 'b', 'a']]);
  expect(through(column(Array.from({ length: 12 }, String)), 'head').rows).toHaveLength(10);
});

const ponies = `ID Name Color Location
  101M3 McIntosh Chestnut MarinMeadows
  104F5 Lyra Bay -
  104M6 Rutherford Dun PlacerPastures
  102M7 Dash Black CalaverasFarms
  102M1 Roan - -
  104F4 Pinkie Sorrel PlacerPastures
  102M8 Spike Grey CalaverasFarms`;

describe('search and where ("Difference between != and NOT")', () => {
  test.each([
    ['search Location!=CalaverasFarms', ['101M3', '104M6', '104F4']],
    ['search NOT Location=CalaverasFarms', ['101M3', '104F5', '104M6', '102M1', '104F4']],
    ['search Location=*', ['101M3', '104M6', '102M7', '104F4', '102M8']],
    ['search NOT Location=*', ['104F5', '102M1']],
    ['search color=bay', []],
    ['search Color=bay', ['104F5']],
    ['search Name IN (dash, "s*")', ['102M7', '102M8']],
    ['where Color="bay"', []],
    ['where Location!="CalaverasFarms"', ['101M3', '104M6', '104F4']],
    ['where like(Name, "R%")', ['104M6', '102M1']],
    ['where Name LIKE "_ash"', ['102M7']],
    ['where Name in("Dash", "Lyra") and isnotnull(Location)', ['102M7']],
  ])('%s', (command, expected) => {
    expect(through(ponies, command).rows.map(({ ID }) => ID)).toEqual(expected);
  });

  test.each([
    ['search x>9', ['10']],
    ['search x<=9', ['9']],
    ['where x>9', ['10']],
    ['where x>"9"', ['10']],
  ])('%s compares numbers', (command, expected) => {
    expect(through(column(['9', '10']), command).rows.map(({ x }) => x)).toEqual(expected);
  });

  test('a network means the addresses within', () => {
    const addresses = column(['192.0.2.56', '192.0.3.0', 'text']);
    expect(valuesThrough(addresses, 'search x="192.0.2.0/24"')).toEqual([['192.0.2.56']]);
    expect(valuesThrough(addresses, 'where cidrmatch("192.0.2.0/24", x)')).toEqual([['192.0.2.56']]);
  });
});
