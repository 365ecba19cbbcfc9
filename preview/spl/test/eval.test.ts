/** The evaluator, by the examples of Splunk's Search Reference and by the rules around them. */
import { compileEval } from '../eval';
import type { Fields } from '../eval/values';

const run = (text: string, fields: Fields = {}): unknown => compileEval(text)(fields);

describe('the documented examples', () => {
  const status = 'case(status == 200, "OK", status ==404, "Not found", status == 500, "Internal Server Error")';

  test.each([['200', 'OK'], ['404', 'Not found'], ['500', 'Internal Server Error'], ['406', null]])('case of status %s', (value, expected) => {
    expect(run(status, { status: value })).toBe(expected);
  });

  test('case with true() as default', () => {
    expect(run('case(status == 200, "OK", true(), "Other")', { status: '406' })).toBe('Other');
  });

  test.each([['123.132.32.1', 'local'], ['123.132.32.127', 'local'], ['123.132.32.128', 'not local'], ['10.1.1.1', 'not local']])('cidrmatch of %s', (ip, expected) => {
    expect(run('if(cidrmatch("123.132.32.0/25",ip), "local", "not local")', { ip })).toBe(expected);
  });

  test('cidrmatch of IPv6', () => {
    expect(run('if(cidrmatch("2001:db8::/32", ip), 1, 0)', { ip: '2001:db8:1::9' })).toBe(1);
    expect(run('if(cidrmatch("2001:db8::/32", ip), 1, 0)', { ip: '10.0.0.1' })).toBe(0);
  });

  test('coalesce takes the first that is there', () => {
    expect(run('coalesce(clientip,ipaddress)', { ipaddress: '10.0.0.1' })).toBe('10.0.0.1');
    expect(run('coalesce(clientip,ipaddress)', { clientip: '10.0.0.2', ipaddress: '10.0.0.1' })).toBe('10.0.0.2');
    expect(run('coalesce(clientip,ipaddress)')).toBeNull();
  });

  test('if', () => {
    expect(run('if(error == 200, "OK", "Error")', { error: '200' })).toBe('OK');
    expect(run('if(error == 200, "OK", "Error")', { error: '201' })).toBe('Error');
  });

  test('in', () => {
    const text = 'if(in(status, "404","500","503"),"true","false")';
    expect([run(text, { status: '500' }), run(text, { status: '200' })]).toEqual(['true', 'false']);
  });

  test('match finds anywhere unless anchored', () => {
    const text = 'if(match(field, "^\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$"), 1, 0)';
    expect([run(text, { field: '192.0.2.1' }), run(text, { field: 'a 192.0.2.1' })]).toEqual([1, 0]);
    expect(run('if(match(field, "b+"), 1, 0)', { field: 'abbc' })).toBe(1);
  });

  test('isnull and isnotnull', () => {
    expect(run('if(isnull(field),"yes","no")')).toBe('yes');
    expect(run('if(isnotnull(field),"yes","no")', { field: '' })).toBe('yes');
  });

  test('tonumber with and without a base', () => {
    expect(run('tonumber("0A4",16)')).toBe(164);
    expect(run('tonumber(store_sales)', { store_sales: '42.5' })).toBe(42.5);
    expect(run('tonumber(text)', { text: ' 42 ' })).toBeNull();
  });

  test('tostring of truth and in its formats', () => {
    expect(run('tostring(1==1)')).toBe('True');
    expect(run('tostring(15,"hex")')).toBe('0xF');
    expect(run('tostring(12345.6789,"commas")')).toBe('12,345.68');
    expect(run('tostring(615,"duration")')).toBe('00:10:15');
  });
});

describe('the rules', () => {
  test('text that is a number compares as one, all else as text, with its case', () => {
    expect(run('if(a < b, 1, 0)', { a: '9', b: '10' })).toBe(1);
    expect(run('if(a < b, 1, 0)', { a: '9x', b: '10x' })).toBe(0);
    expect(run('if(a == "Close", 1, 0)', { a: 'close' })).toBe(0);
    expect(run('if(a = 1.0, 1, 0)', { a: '1' })).toBe(1);
  });

  test('null makes null, and a condition of null does not hold', () => {
    expect(run('if(gone == 1, "yes", "no")')).toBe('no');
    expect(run('if(gone != 1, "yes", "no")')).toBe('no');
    expect(run('case(gone == 1, "a", match(gone, "x"), "b", true(), "c")')).toBe('c');
    expect([run('gone + 1'), run('"a" . gone'), run('-gone')]).toEqual([null, null, null]);
  });

  test('+ adds numbers and joins strings, . joins both, and a wrong mixture is null', () => {
    expect(run('a + b', { a: '1', b: '2' })).toBe(3);
    expect(run('"a" + "b"')).toBe('ab');
    expect(run('"tcp/" . port', { port: '443' })).toBe('tcp/443');
    expect(run('"a" + 1')).toBeNull();
  });

  test('* before +, AND before OR, NOT before both; division by zero is null', () => {
    expect(run('2 + 3 * 4')).toBe(14);
    expect(run('if(a==1 OR a==2 AND a==3, 1, 0)', { a: '1' })).toBe(1);
    expect(run('if(NOT a==1 AND a==2, 1, 0)', { a: '2' })).toBe(1);
    expect(run('1 / 0')).toBeNull();
  });

  test('a field in single quotes may have any name', () => {
    expect(run("'hooks.a b'", { 'hooks.a b': 'x' })).toBe('x');
  });
});

test.each<[string, RegExp, Fields?]>([
  ['mvmap(a, b)', /the function mvmap/],
  ['random()', /the function random/],
  ['if(a, 1)', /if with 2 arguments/],
  ['a IN "b"', /no \(/],
  ['a XOR b', /"XOR"/],
  ['now()', /the time in a calculated field/],
  ['if(a == "x", 1, 0)', /== of a multivalue field/, { a: ['x', 'y'] }],
  ['true', /true without parentheses/],
  ['"a" . 1 + 2', /\. with \+ without parentheses/],
  ['if(1 < a < 3, 1, 0)', /< with < without parentheses/],
  ['a == 1', /a boolean as the result/],
  ['NOT match(a, "x")', /a boolean as the result/],
  ['coalesce(a == 1, 0)', /a boolean as the result/, { a: '1' }],
  ['if(a, 1, 0)', /no condition in if/],
  ['case(1, 2)', /no condition in case/],
  ['if(NOT a, 1, 0)', /string as a condition/, { a: 'x' }],
  ['if(NOT gone==1, 1, 0)', /NOT of null/],
  ['if(match(a, "(?>x)"), 1, 0)', /the regular expression/, { a: 'x' }],
  ['a $ b', /"\$ b"/],
  ['if(a==1, 1, 0', /no \)/],
  ['"a" "b"', /"b"/],
])('%s is refused by name', (text, message, fields = {}) => {
  expect(() => run(text, fields)).toThrow(message);
});
