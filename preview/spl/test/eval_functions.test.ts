/** The functions of eval, by the examples of the Search Reference. */
import { compileEval } from '../eval';
import type { Row } from '../run';

const names = ['alex', 'celestino', 'claudia', 'david', 'ikraam', 'nyah', 'rutherford', 'wei'];
const fields: Row = { names, one: 'x', date: '1/14/2023', dst: '54.81.233.206:443:X1', number: '-3', list: ['b', 'a', 'b'], bytes: '100', status: '200' };

test.each<[string, unknown]>([
  ['mvindex(names,2)', 'claudia'],
  ['mvindex(names,0,3)', ['alex', 'celestino', 'claudia', 'david']],
  ['mvindex(names,-1)', 'wei'],
  ['mvindex(names,-3)', 'nyah'],
  ['mvindex(names,-3,-1)', ['nyah', 'rutherford', 'wei']],
  ['mvindex(names,8)', null],
  ['mvindex(one,0)', 'x'],
  ['mvcount(names)', 8],
  ['mvcount(one)', 1],
  ['mvcount(gone)', null],
  ['mvjoin(mvrange(1,6), " OR ")', '1 OR 2 OR 3 OR 4 OR 5'],
  ['mvjoin(one, ";")', 'x'],
  ['mvrange(1,11,2)', ['1', '3', '5', '7', '9']],
  ['mvappend("localhost", gone, list, one)', ['localhost', 'b', 'a', 'b', 'x']],
  ['mvdedup(list)', ['b', 'a']],
  ['mvsort(list)', ['a', 'b', 'b']],
  ['mvfind(names, "^d")', 3],
  ['mvfind(names, "z")', null],
  ['mvzip(list, names)', ['b,alex', 'a,celestino', 'b,claudia']],
  ['split("a;b;c", ";")', ['a', 'b', 'c']],
  ['mvcount(split("one@example.org", "@"))-1', 1],
])('%s', (text, expected) => {
  expect(compileEval(text)(fields)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['len("buttercup")', 9],
  ['length("é")', 1],
  ['lower("AbC") . upper("d")', 'abcD'],
  ['upper(list)', ['B', 'A', 'B']],
  ['ltrim("   ZZZZabcZZ ", " Z")', 'abcZZ '],
  ['rtrim("   ZZZZabcZZ ", " Z")', '   ZZZZabc'],
  ['trim("   ZZZZabcZZ ", " Z")', 'abc'],
  ['trim("  a ")', 'a'],
  ['replace(date, "^(\\d{1,2})/(\\d{1,2})/", "\\2/\\1/")', '14/1/2023'],
  ['replace(dst,":.*","")', '54.81.233.206'],
  ['replace("a", "a", "$&")', '$&'],
  ['substr("string", 1, 3) + substr("string", -3)', 'string'],
  ['urldecode("http%3A%2F%2Fwww.splunk.com%2Fdownload%3Fr%3Dheader")', 'http://www.splunk.com/download?r=header'],
  ['printf("%-4d|%5.2f|%s|%05d|%+d|%x|%%", 1, 4.569484, "x", 42, 7, 255)', '1   | 4.57|x|00042|+7|ff|%'],
  ['tostring(1==1) + " " + tostring(15, "hex") + " " + tostring(12345.6789, "commas")', 'True 0xF 12,345.68'],
  ['tostring(9, "binary")', '1001'],
  ['tostring(615, "duration")', '00:10:15'],
  ['tostring(90061.5, "duration")', '1+01:01:01.500000'],
  ['tonumber("0101", 2)', 5],
  ['typeof(12) . typeof("string") . typeof(1==2) . typeof(gone)', 'NumberStringBooleanInvalid'],
])('%s', (text, expected) => {
  expect(compileEval(text)(fields)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['abs(number)', 3],
  ['ceil(1.9)', 2],
  ['ceiling(-1.1)', -1],
  ['floor(1.9)', 1],
  ['round(3.5)', 4],
  ['round(2.555, 2)', 2.56],
  ['round(-2.5)', -3],
  ['round(1234.5678, 1)', 1234.6],
  ['sqrt(9)', 3],
  ['sqrt(number)', null],
  ['pow(2, 10)', 1024],
  ['log(100)', 2],
  ['log(8, 2)', 3],
  ['ln(1)', 0],
  ['exp(0)', 1],
  ['round(pi(), 4)', 3.1416],
  ['max(1, 3, 6, 7, "abc", number)', 'abc'],
  ['min(1, 3, 6, 7, "abc", number)', '-3'],
  ['max(list)', 'b'],
  ['abs("text")', null],
  ['7 % 4', 3],
])('%s', (text, expected) => {
  expect(compileEval(text)(fields)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['if(like(dst, "54.%"), 1, 0)', 1],
  ['if(like(dst, "54_81%"), 1, 0)', 1],
  ['if(dst LIKE "81%", 1, 0)', 0],
  ['if("b" in(one, "b"), 1, 0)', 1],
  ['if(status IN ("404", "500"), 1, 0)', 0],
  ['if(status==200 and bytes<1000 or gone==1, 1, 0)', 1],
  ['if(isnum(bytes) AND isint(bytes) AND isstr(one) AND NOT isnum(one), 1, 0)', 1],
  ['nullif(status, "200")', null],
  ['nullif(status, "404")', '200'],
  ['validate(isint(bytes), "no integer", bytes >= 500, "too few")', 'too few'],
  ['if(cidrmatch("2001:0db8:ffff:ffff:ffff:ffff:ffff:ff00/120", "2001:0db8:ffff:ffff:ffff:ffff:ffff:ff99"), "true", "false")', 'true'],
  ['if(match(dst, "(?i)x1$"), 1, 0)', 1],
])('%s', (text, expected) => {
  expect(compileEval(text)(fields)).toEqual(expected);
});
