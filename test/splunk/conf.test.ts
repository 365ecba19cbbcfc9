import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conf, confText, parseConf, readConf } from '../../src/splunk/conf';

const plain = (conf: Conf): unknown => Object.fromEntries([...conf].map(([name, stanza]) => [name, Object.fromEntries(stanza)]));

test('comments, blanks and what stands before any stanza', () => {
  expect(plain(parseConf('\ufeff# c\na=1\r\n\n[s]\nk = a = b \n; = x\n'))).toEqual({ default: { a: '1' }, s: { k: 'a = b', ';': 'x' } });
});

test('a backslash at the end continues the line, with the line break in it', () => {
  expect(plain(parseConf('[s]\nsearch = a \\\n| b\\\n| c\nk = 1\n'))).toEqual({ s: { search: 'a \n| b\n| c', k: '1' } });
});

test('a line that is nothing is refused, with the file', () => {
  expect(() => parseConf('[s]\nnonsense\n', 'app.conf')).toThrow('app.conf: no setting: nonsense');
});

test('what is written is read the same', () => {
  const text = confText('# made', [['# about', '[one]', 'a = 1', 'b = c = d'], ['[two]', 'e = [x] # y']]);
  expect(text).toMatch(/^# made\n\n# about\n\[one\]\n/);
  expect(plain(parseConf(text))).toEqual({ one: { a: '1', b: 'c = d' }, two: { e: '[x] # y' } });
});

test.each(['a = b\nc', 'a = b\\'])('%j, which would be read as something else, is not written', (line) => {
  expect(() => confText('#', [['[s]', line]])).toThrow('no line of a conf file');
});

test('local settings win over default ones, one by one', () => {
  const app = mkdtempSync(join(tmpdir(), 'conf-'));
  expect(plain(readConf(app, 'x'))).toEqual({});
  for (const [layer, text] of [['default', '[s]\na = 1\nb = 1\n'], ['local', '[s]\nb = 2\n[t]\nc = 3\n']] as const) {
    mkdirSync(join(app, layer));
    writeFileSync(join(app, layer, 'x.conf'), text);
  }
  expect(plain(readConf(app, 'x'))).toEqual({ s: { a: '1', b: '2' }, t: { c: '3' } });
  rmSync(app, { recursive: true });
});
