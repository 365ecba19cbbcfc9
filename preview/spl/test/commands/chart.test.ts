/** chart and timechart. */
import { through } from '../world';
import { Unsupported } from '../../unsupported';

const sales = `
  products quarter sales quota
  ProductA QTR1 1200 1000
  ProductB QTR1 1400 1550
  ProductC QTR1 1650 1275
  ProductA QTR2 1425 1300
  ProductB QTR2 1175 1425
  ProductC QTR2 1550 1450
  ProductA QTR3 1300 1400
  ProductB QTR3 1250 1125
  ProductC QTR3 1375 1475
  ProductA QTR4 1550 1300
  ProductB QTR4 1700 1225
  ProductC QTR4 1625 1350`;
const requests = 'status host\n404 www2\n200 www1\n200 www2\n200 www1\n1000 www3\n200 -';
const minute = 1712345400;
const range = { earliest: minute, latest: minute + 240 };

describe('chart', () => {
  test('rows by one field, columns by another', () => {
    const expected = {
      fields: ['products', 'QTR1', 'QTR2', 'QTR3', 'QTR4'],
      rows: [
        { products: 'ProductA', QTR1: 1200, QTR2: 1425, QTR3: 1300, QTR4: 1550 },
        { products: 'ProductB', QTR1: 1400, QTR2: 1175, QTR3: 1250, QTR4: 1700 },
        { products: 'ProductC', QTR1: 1650, QTR2: 1550, QTR3: 1375, QTR4: 1625 },
      ],
    };
    expect(through(sales, 'chart sum(sales) BY products quarter')).toEqual(expected);
    expect(through(sales, 'chart sum(sales) OVER products BY quarter')).toEqual(expected);
  });

  test('several functions by one field', () => {
    expect(through(sales, 'chart sum(sales) min(sales) max(sales) range(sales) BY quarter').rows).toEqual([
      { quarter: 'QTR1', 'sum(sales)': 4250, 'min(sales)': '1200', 'max(sales)': '1650', 'range(sales)': 450 },
      { quarter: 'QTR2', 'sum(sales)': 4150, 'min(sales)': '1175', 'max(sales)': '1550', 'range(sales)': 375 },
      { quarter: 'QTR3', 'sum(sales)': 3925, 'min(sales)': '1250', 'max(sales)': '1375', 'range(sales)': 125 },
      { quarter: 'QTR4', 'sum(sales)': 4875, 'min(sales)': '1550', 'max(sales)': '1700', 'range(sales)': 150 },
    ]);
  });

  test('a count of nothing is 0; rows stand in the order of numbers; null is a column of its own', () => {
    expect(through(requests, 'chart count BY status, host')).toEqual({
      fields: ['status', 'www1', 'www2', 'www3', 'NULL'],
      rows: [
        { status: '200', www1: 2, www2: 1, www3: 0, NULL: 1 },
        { status: '404', www1: 0, www2: 1, www3: 0, NULL: 0 },
        { status: '1000', www1: 0, www2: 0, www3: 1, NULL: 0 },
      ],
    });
    expect(through(requests, 'chart count OVER status BY host usenull=f').fields).toEqual(['status', 'www1', 'www2', 'www3']);
  });

  test('two fields and two functions', () => {
    expect(through(sales, 'where quarter="QTR1" AND products!="ProductC" | chart sum(sales) AS sum count BY quarter products')).toEqual({
      fields: ['quarter', 'sum: ProductA', 'sum: ProductB', 'count: ProductA', 'count: ProductB'],
      rows: [{ quarter: 'QTR1', 'sum: ProductA': 1200, 'sum: ProductB': 1400, 'count: ProductA': 1, 'count: ProductB': 1 }],
    });
  });
});

describe('timechart', () => {
  const timed = `_time host bytes\n${[[0, 'a', 5], [30, 'b', 7], [70, 'a', 1], [200, 'c', 2], [201, '-', 3]].map(([ago = 0, ...rest]) => [minute + Number(ago), ...rest].join(' ')).join('\n')}`;

  test('a row for every span of the range: a count of nothing is 0, a sum is null', () => {
    expect(through(timed, 'timechart span=1m count sum(bytes) AS bytes', range)).toEqual({
      fields: ['_time', 'count', 'bytes'],
      rows: [
        { _time: minute, count: 2, bytes: 12 }, { _time: minute + 60, count: 1, bytes: 1 }, { _time: minute + 120, count: 0 }, { _time: minute + 180, count: 2, bytes: 5 },
      ],
    });
  });

  test('the range may begin and end within a span', () => {
    const times = through(timed, 'timechart span=1m count', { earliest: minute - 10, latest: minute + 190 }).rows.map(({ _time }) => Number(_time) - minute);
    expect(times).toEqual([-60, 0, 60, 120, 180]);
  });

  test('from the first to the last, or only what is there', () => {
    const late = { earliest: minute - 600, latest: minute + 600 };
    expect(through(timed, 'timechart span=1m count fixedrange=f', late).rows).toHaveLength(4);
    expect(through(timed, 'timechart span=1m count cont=f', late).rows).toHaveLength(3);
  });

  test('a column for each value, the others in OTHER, none in NULL', () => {
    expect(through(timed, 'timechart span=4m count by host', range)).toMatchObject({ fields: ['_time', 'a', 'b', 'c', 'NULL'] });
    expect(through(timed, 'timechart span=1m sum(bytes) by host limit=1', range)).toEqual({
      fields: ['_time', 'b', 'OTHER', 'NULL'],
      rows: [{ _time: minute, b: 7, OTHER: 5 }, { _time: minute + 60, OTHER: 1 }, { _time: minute + 120 }, { _time: minute + 180, OTHER: 2, NULL: 3 }],
    });
    expect(through(timed, 'timechart span=4m limit=2 useother=f usenull=f count by host', range).fields).toEqual(['_time', 'a', 'b']);
    expect(through(timed, 'timechart span=4m limit=bottom1 otherstr="all others" sum(bytes) by host usenull=f', range).fields).toEqual(['_time', 'c', 'all others']);
  });

  test('ties are broken by name; several functions go by how frequent a value is', () => {
    expect(through('_time x\n1 host\n2 amount\n3 AMOUNT', 'timechart span=1d limit=2 count by x', { earliest: 0, latest: 10 }).fields).toEqual(['_time', 'AMOUNT', 'amount', 'OTHER']);
    const frequent = '_time x n\n1 a 1\n2 a 1\n3 b 100';
    expect(through(frequent, 'timechart span=1d limit=1 useother=f sum(n) AS s max(n) AS m by x', { earliest: 0, latest: 10 }).fields).toEqual(['_time', 's: a', 'm: a']);
  });

  test('a limit of 0 is none; otherwise it is 10', () => {
    const many = `_time x\n${Array.from({ length: 12 }, (_, at) => `1 v${String(at).padStart(2, '0')}`).join('\n')}`;
    expect(through(many, 'timechart span=1d count by x', { earliest: 0, latest: 10 }).fields).toHaveLength(12);
    expect(through(many, 'timechart span=1d limit=0 count by x', { earliest: 0, latest: 10 }).fields).toHaveLength(13);
  });

  test('a column that would be internal is marked', () => {
    expect(through('_time index\n1 _internal\n2 main', 'timechart span=1d count by index', { earliest: 0, latest: 10 }).fields).toEqual(['_time', 'VALUE_internal', 'main']);
  });

  test.each([
    [900, 10], [3600, 60], [4 * 3600, 300], [86400, 1800], [7 * 86400, 86400], [30 * 86400, 86400],
  ])('%d seconds are shown in spans of %d', (seconds, span) => {
    const { rows } = through('_time\n0', 'timechart count', { earliest: 0, latest: seconds });
    expect(Number(rows[1]?._time)).toBe(span);
  });

  test('a year is shown in months', () => {
    const [first, second] = through('_time\n1710000000', 'timechart count', { earliest: 1704067200, latest: 1735689600 }).rows;
    expect([first?._time, second?._time]).toEqual([1704067200, 1706745600]);
  });

  test.each(['timechart', 'timechart span=1m eval(avg(x)) by y', 'timechart count by x span=1m', 'timechart span=1w count', 'timechart span=1h minspan=5m count', 'timechart count by x where sum in top5'])('%s is refused', (command) => {
    expect(() => through('x y\n1 2', command)).toThrow(Unsupported);
  });
});
