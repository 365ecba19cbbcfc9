/** addtotals, addcoltotals, transpose, untable, xyseries: by the examples of the Search Reference. */
import { through } from '../world';

const sales = `products quarter sales
  ProductA QTR1 1200
  ProductB QTR1 1400
  ProductA QTR2 1425
  ProductB QTR2 1175`;
const quota = 'quarter quota\nQTR1 1000\nQTR1 2825\nQTR2 4175';
const hosts = 'host count\nwww1 11835\nwww2 11186\nwww3 11261';

test('the total of each row', () => {
  expect(through(sales, 'chart sum(sales) BY products quarter | addtotals')).toEqual({
    fields: ['products', 'QTR1', 'QTR2', 'Total'],
    rows: [{ products: 'ProductA', QTR1: 1200, QTR2: 1425, Total: 2625 }, { products: 'ProductB', QTR1: 1400, QTR2: 1175, Total: 2575 }],
  });
  expect(through('amount1 amount2 xsize other\n1 2 3 4', 'addtotals fieldname=TotalAmount amount* *size*').rows[0]?.TotalAmount).toBe(6);
});

test('the total of each column, with a label', () => {
  expect(through(quota, 'stats sum(quota) by quarter | addtotals row=f col=t labelfield=quarter sum(quota)').rows).toEqual([
    { quarter: 'QTR1', 'sum(quota)': 3825 }, { quarter: 'QTR2', 'sum(quota)': 4175 }, { quarter: 'Total', 'sum(quota)': 8000 },
  ]);
  expect(through(sales, 'chart sum(sales) by products quarter | addtotals col=t labelfield=products label="Quarterly Totals" fieldname="Product Totals"').rows.at(-1))
    .toEqual({ products: 'Quarterly Totals', QTR1: 2600, QTR2: 2600, 'Product Totals': 5200 });
  expect(through(quota, 'addcoltotals labelfield=change_name label=ALL')).toMatchObject({ fields: ['quarter', 'quota', 'change_name'], rows: [{}, {}, {}, { quota: 8000, change_name: 'ALL' }] });
});

test('transpose', () => {
  expect(through(hosts, 'transpose')).toEqual({
    fields: ['column', 'row 1', 'row 2', 'row 3'],
    rows: [{ column: 'host', 'row 1': 'www1', 'row 2': 'www2', 'row 3': 'www3' }, { column: 'count', 'row 1': '11835', 'row 2': '11186', 'row 3': '11261' }],
  });
  expect(through(hosts, 'transpose header_field=host')).toEqual({ fields: ['column', 'www1', 'www2', 'www3'], rows: [{ column: 'count', www1: '11835', www2: '11186', www3: '11261' }] });
  expect(through(hosts, 'transpose 1 column_name=what').fields).toEqual(['what', 'row 1']);
  expect(through('x\n1\n2\n3\n4\n5\n6', 'transpose').fields).toHaveLength(6);
  expect(through('x\n1\n2\n3\n4\n5\n6', 'transpose 0').fields).toHaveLength(7);
});

test('untable and xyseries are each other turned', () => {
  const counts = 'host status count\nwww1 200 42\nwww2 404 46';
  expect(through(counts, 'untable host label data').rows).toEqual([
    { host: 'www1', label: 'status', data: '200' }, { host: 'www1', label: 'count', data: '42' }, { host: 'www2', label: 'status', data: '404' }, { host: 'www2', label: 'count', data: '46' },
  ]);
  expect(through(counts, 'xyseries host status count')).toEqual({ fields: ['host', '200', '404'], rows: [{ host: 'www1', 200: '42' }, { host: 'www2', 404: '46' }] });
  expect(through('h s a b\nx 1 5 6', 'xyseries h s a b').fields).toEqual(['h', 'a: 1', 'b: 1']);
  expect(through(counts, 'untable host label data | xyseries host label data').rows).toEqual([{ host: 'www1', count: '42', status: '200' }, { host: 'www2', count: '46', status: '404' }]);
});
