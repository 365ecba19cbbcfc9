import { SaxesParser } from 'saxes';
import { cutJsonText, jsonText } from '../../src/text/json';
import { escapeXml } from '../../src/output/xml';

const parsed = (json: string): unknown => JSON.parse(`"${json}"`);
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('jsonText', () => {
  test('leaves plain text as it is', () => {
    for (const text of ['', 'wget', 'ä€😀 ]]>', "a'b/c", '\ufffd\u00a0']) expect(jsonText(text)).toBe(text);
  });

  test('escapes what JSON demands', () => {
    expect(jsonText('a"b\\c\n\r\t\b\f')).toBe('a\\"b\\\\c\\n\\r\\t\\b\\f');
  });

  test('escapes what XML forbids and what a terminal obeys', () => {
    expect(jsonText('\u0000\u001b\u007f\u009b\u2028\u2029\ufffe\uffff')).toBe('\\u0000\\u001b\\u007f\\u009b\\u2028\\u2029\\ufffe\\uffff');
    expect(jsonText('\ud800')).toBe('\\ud800');
    expect(jsonText('\udc00\ud800x😀')).toBe('\\udc00\\ud800x😀');
  });

  test('takes bytes as UTF-8', () => {
    expect(jsonText(Buffer.from('ä€😀\n'))).toBe('ä€😀\\n');
    expect(jsonText(bytes())).toBe('');
  });

  test.each<[string, number[], string]>([
    ['a stray byte', [0x61, 0xff, 0x62], 'a\\\\xffb'],
    ['a continuation alone', [0x80], '\\\\x80'],
    ['an overlong slash', [0xc0, 0xaf], '\\\\xc0\\\\xaf'],
    ['an overlong of three', [0xe0, 0x80, 0xaf], '\\\\xe0\\\\x80\\\\xaf'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\\\\xed\\\\xa0\\\\x80'],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\\\\xf4\\\\x90\\\\x80\\\\x80'],
    ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80], '\\\\xf8\\\\x88\\\\x80\\\\x80\\\\x80'],
    ['a cut character', [0x61, 0xe2, 0x82], 'a\\\\xe2\\\\x82'],
    ['a cut character, then text', [0xe2, 0x82, 0x22], '\\\\xe2\\\\x82\\"'],
    ['good around bad', [0xc3, 0xa4, 0xff, 0xc3, 0xa4], 'ä\\\\xffä'],
  ])('shows each byte of %s', (_, values, json) => {
    expect(jsonText(bytes(...values))).toBe(json);
  });

  test('looks at its part of a larger buffer only', () => {
    expect(jsonText(Uint8Array.of(0xff, 0x61, 0xff, 0x62).subarray(1, 3))).toBe('a\\\\xff');
  });

  test('gives valid JSON and valid XML for any bytes, 128 KB of them', () => {
    let seed = 7;
    const random = Uint8Array.from({ length: 128 * 1024 }, () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16);
    const json = jsonText(random);
    expect(() => parsed(json)).not.toThrow();
    let text = '';
    const parser = new SaxesParser();
    parser.on('text', (more) => (text += more));
    parser.write(`<a>${escapeXml(json)}</a>`).close();
    expect(text).toBe(json);
  });

  test('keeps each code unit of a string, however ill', () => {
    const all = Array.from({ length: 0x10000 }, (_, unit) => `${String.fromCharCode(unit)} `).join('');
    expect(parsed(jsonText(all))).toBe(all);
  });
});

describe('cutJsonText', () => {
  test('cuts between characters and escapes', () => {
    const json = jsonText('aä\n\u0001😀"');
    for (let most = 0; most <= Buffer.byteLength(json); most += 1) {
      const cut = cutJsonText(json, most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      expect('aä\n\u0001😀"'.startsWith(parsed(cut) as string)).toBe(true);
    }
    expect(cutJsonText(json, 1000)).toBe(json);
  });

  test('does not cut a shown byte in half', () => {
    expect(cutJsonText('a\\\\xff', 5)).toBe('a');
    expect(cutJsonText('a\\\\xff', 6)).toBe('a\\\\xff');
  });
});
