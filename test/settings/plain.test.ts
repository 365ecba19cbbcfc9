import { automaticOr, numberBetween, oneOf, parseBoolean, powerOfTwo, someOf } from '../../src/settings/plain';
import { listEntries } from '../../src/settings/lists';
import { Refusal, shown } from '../../src/settings/refusal';

describe('numbers', () => {
  test.each(['1e3', '', '5 5', '0x10', '+5', '5.0', '05', '-0', '٥', '99999999999', 'NaN', 'Infinity'])('%j is none', (text) => {
    expect(() => numberBetween(0, Number.MAX_SAFE_INTEGER)(text)).toThrow(Refusal);
  });

  test('are decimal digits', () => {
    expect(numberBetween(0, 100)('0')).toBe(0);
    expect(numberBetween(0, 100)('100')).toBe(100);
    expect(() => numberBetween(0, 100)('101')).toThrow('must be a whole number from 0 to 100');
  });

  test.each([' 5', '5 ', '5\n', '\t5 ', '"5"', "'5'", ' " 5" '])('%j has blanks or quotes around it', (text) => {
    expect(numberBetween(0, 9)(text)).toBe(5);
    expect(powerOfTwo(1, 8)(text.replace('5', '4'))).toBe(4);
  });

  test('or the word auto, which a refusal names, too', () => {
    expect(['auto', ' AUTO ', '"auto"', '7'].map(automaticOr(5, 9))).toEqual(['auto', 'auto', 'auto', 7]);
    for (const text of ['4', '10', 'automatic', '']) expect(() => automaticOr(5, 9)(text)).toThrow('must be auto, or a whole number from 5 to 9');
  });

  test('powers of two are those alone', () => {
    expect([1, 2, 4, 128, 256].map((n) => powerOfTwo(1, 256)(String(n)))).toEqual([1, 2, 4, 128, 256]);
    for (const text of ['0', '3', '255', '512', '1.0', '']) expect(() => powerOfTwo(1, 256)(text)).toThrow(Refusal);
  });
});

describe('words', () => {
  test('are taken in any case, with blanks around them', () => {
    expect(oneOf(['a', 'b'])('b')).toBe('b');
    expect(oneOf(['a', 'B'])(' b\n')).toBe('B');
    expect(oneOf(['a', 'B'])('"B"')).toBe('B');
    expect(oneOf(['a', 'b'])('A')).toBe('a');
    for (const text of ['', 'a b', 'c', 'ab']) expect(() => oneOf(['a', 'b'])(text)).toThrow('must be one of a, b');
  });

  test('of a list come once, in the order of the words', () => {
    expect(someOf(['a', 'b', 'c'])(' C,a , c,')).toEqual(['a', 'c']);
    expect(() => someOf(['a'])('a,b')).toThrow('has "b": allowed are a');
    expect(someOf(['a', 'b'])('"A", \'b\'')).toEqual(['a', 'b']);
    expect(() => someOf(['a'])('')).toThrow('must name at least one of a');
  });
});

test('booleans are as Splunk spells them', () => {
  for (const text of ['1', 'true', 'T', 'YES', 'y', ' true ', '"true"']) expect(parseBoolean(text)).toBe(true);
  for (const text of ['0', 'False', 'f', 'no', 'N']) expect(parseBoolean(text)).toBe(false);
  for (const text of ['', 'on', '2', 't rue', 'ja', 'tru']) expect(() => parseBoolean(text)).toThrow(/must be a boolean/);
});

describe('lists', () => {
  test('are trimmed; a backslash keeps what follows', () => {
    expect(listEntries('')).toEqual([]);
    expect(listEntries('  ')).toEqual([]);
    expect(listEntries(' a , b\\ b,c')).toEqual(['a', 'b\\ b', 'c']);
    expect(listEntries('a\\,b,\\\\,c\\ ')).toEqual(['a\\,b', '\\\\', 'c\\ ']);
  });

  test.each([
    ['"a"', ['a']], ["'a', 'b'", ['a', 'b']], [' "a" , b', ['a', 'b']], ['"a"*', ['a*']], ['“a”, ‘b’, `c`, „d“', ['a', 'b', 'c', 'd']],
    ['"b b", c', ['b\\ b', 'c']], ['"a,b", c', ['a\\,b', 'c']], ['"a;b|c", d', ['a\\;b\\|c', 'd']], ['"it\'s", b', ["it\\'s", 'b']],
    ['"a, b"', ['a', 'b']], ["' a,\"b\" '", ['a', 'b']], ['""', []], ["''", []], ['"b b"', ['b\\ b']], ['"a\\"b"', ['a\\"b']], ["d'a", ["d'a"]],
  ])('quotes of %s are understood', (text, entries) => {
    expect(listEntries(text)).toEqual(entries);
  });

  test.each([
    ['a b', /put a comma between entries, or quotes around a name with a blank/], ['a, b\tc', /put a comma between entries/], ['a;b', /put commas between entries/],
    ['a; b', /put commas/], ['a|b', /put commas/], ['a，b', /put commas/], ['\u200ba', /an invisible character, U\+200B/], ['"a', /a quote that is not closed/], ["'a, b", /a quote that is not closed/], ['a"', /a quote begins or ends within/],
    ["a'", /a quote begins or ends within/], ['"a"b', /has "b" behind a closing quote: put a comma between/], ['"a" "b"', /behind a closing quote: put a comma/], ['"", a', /empty entry/],
  ])('%s is refused with what to write', (text, message) => {
    expect(() => listEntries(text)).toThrow(message);
  });

  test('may end with a comma', () => {
    expect(listEntries('a,')).toEqual(['a']);
    expect(listEntries('a, b , ')).toEqual(['a', 'b']);
    expect(listEntries('a\\,')).toEqual(['a\\,']);
  });

  test('have no empty entry and no open end', () => {
    for (const text of [',', 'a,,', ',a', 'a,,b', 'a, ,b', ', ,']) expect(() => listEntries(text)).toThrow('empty entry');
    for (const text of ['\\', 'a\\', 'a\\\\\\']) expect(() => listEntries(text)).toThrow('backslash');
  });

  test('have at most 1024 entries', () => {
    const many = Array.from({ length: 1024 }, (_, index) => `n${index}`);
    expect(listEntries(many.join())).toEqual(many);
    expect(listEntries(`${many.join()},`)).toEqual(many);
    expect(() => listEntries([...many, 'more'].join())).toThrow('must have at most 1024 entries');
  });

  test('of hostile length are refused in no time', () => {
    const startedMs = performance.now();
    expect(() => listEntries(','.repeat(500_000))).toThrow(Refusal);
    expect(() => listEntries('\\'.repeat(500_001))).toThrow(Refusal);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});

test('values in messages are of one line, short, and quoted', () => {
  expect(shown('a\n\u0000"')).toBe('"a\\n\\u0000\\""');
  expect(shown('x'.repeat(1000))).toHaveLength(63);
});
