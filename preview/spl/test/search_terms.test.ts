import { parseCsv } from '../csv';
import { searchedRow } from '../search/filters';
import { compileSearch } from '../search/terms';
import { Unsupported } from '../unsupported';

const fits = (search: string, fields: Record<string, string>): boolean => compileSearch(search)(searchedRow(fields));

test('OR binds closer than AND in a search', () => {
  expect(fits('a=1 OR b=1 c=1', { a: '1' })).toBe(false);
  expect(fits('a=1 OR b=1 c=1', { a: '1', c: '1' })).toBe(true);
});

test('values compare without regard to case, * is any text, NOT holds where the field is missing', () => {
  expect(fits('a=CLOSE', { a: 'close' })).toBe(true);
  expect(fits('a="con*"', { a: 'connect' })).toBe(true);
  expect(fits('a.b=1', { 'a.b': '1', aXb: '2' })).toBe(true);
  expect(fits('NOT a=1', {})).toBe(true);
  expect(fits('a=*', {})).toBe(false);
});

test('IN is any of its list', () => {
  expect(fits('a IN (x, "y z") b=1', { a: 'y z', b: '1' })).toBe(true);
  expect(fits('a IN (x, "y z") b=1', { a: 'y', b: '1' })).toBe(false);
});

test.each(['`macro` a=1', 'a=1 | stats count', 'TERM(word)', 'a=', '(a=1', 'a=1 XOR b=1', 'earliest=-1h', '[search x]'])('%s is refused', (search) => {
  expect(() => compileSearch(search)).toThrow(Unsupported);
});

test('a CSV may quote', () => {
  expect(parseCsv('a,b\n1,"x, ""y"""\n2,\n')).toEqual([{ a: '1', b: 'x, "y"' }, { a: '2', b: '' }]);
  expect(() => parseCsv('a,b\n1\n')).toThrow('1 columns instead of 2');
});
