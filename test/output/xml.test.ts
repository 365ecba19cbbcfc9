import { SaxesParser } from 'saxes';
import { jsonLines } from '../../src/output/byte_format';
import { emitted } from './emitted';
import { anyTextToXml, escapeXml, escapeXmlAttribute, unescapedBytes, xmlFormat } from '../../src/output/xml';

test('an event is written as Splunk reads it', () => {
  const format = xmlFormat('ebpf_trace://main');
  const json = '{"time":1712345678.123456,"event":"connect"}';
  expect(format.opening() + emitted(format, 'tcp', 1712345678_123456, { event: 'connect' }) + format.closing()).toBe(
    '<stream>\n<event stanza="ebpf_trace://main"><time>1712345678.123456</time><sourcetype>ebpf:tcp</sourcetype>' +
      `<data>${json}</data></event>\n</stream>\n`,
  );
});

test.each(['', 'plain', '&', '<é>&&amp;;', 'a < b && c > "d"; €'])('the bytes of %j are known from what it was escaped to', (text) => {
  expect(unescapedBytes(escapeXml(text))).toBe(Buffer.byteLength(text));
});

test('each sourcetype has its own', () => {
  const format = xmlFormat('s');
  const texts = ['tcp', 'health', 'tcp'].map((kind) => emitted(format, kind, 1e6, {}));
  expect(texts.map((text) => /<sourcetype>(.*)<\/sourcetype>/.exec(text)?.[1])).toEqual(['ebpf:tcp', 'ebpf:health', 'ebpf:tcp']);
});

test('a sourcetype with an index of its own names it, and no other does', () => {
  const format = xmlFormat('s', new Map([['ebpf:tcp', 'net_1']]));
  const texts = ['tcp', 'health', 'tcp'].map((kind) => emitted(format, kind, 1e6, {}));
  expect(texts.map((text) => /<\/time>(?:<index>(.*)<\/index>)?<sourcetype>/.exec(text)?.[1])).toEqual(['net_1', undefined, 'net_1']);
});

test('hostile names of stanzas and processes come back as they were', () => {
  const stanza = 'ebpf_trace://a"b<c>&amp;\n\'';
  const name = ']]></data></event>&#10;<x a="b">\u0000\n\ud800';
  const format = xmlFormat(stanza);
  const parser = new SaxesParser();
  let data = '';
  const stanzas: unknown[] = [];
  parser.on('text', (text) => (data += text));
  parser.on('opentag', (tag) => void (tag.name === 'event' && stanzas.push(tag.attributes['stanza'])));
  parser.write(format.opening() + emitted(format, 't', 1e6, { process_name: name }) + format.closing()).close();
  expect(stanzas).toEqual([stanza]);
  expect((JSON.parse(data.slice(data.indexOf('{'))) as Record<string, unknown>)['process_name']).toBe(name);
});

test('escapes leave plain text as it is', () => {
  expect(escapeXml('a b"\'ä')).toBe('a b"\'ä');
  expect(escapeXml('&<>')).toBe('&amp;&lt;&gt;');
  expect(escapeXmlAttribute('"\t\n\r&')).toBe('&quot;&#9;&#10;&#13;&amp;');
  expect(anyTextToXml('a\u0000\n\ud800\ufffe😀<')).toBe('a\ufffd\n\ufffd\ufffd😀&lt;');
});

test('JSON lines are the JSON, one a line', () => {
  const format = jsonLines();
  expect(format.opening() + emitted(format, 'tcp', 1e6, { a: 1, b: '<&>' }) + format.closing()).toBe('{"time":1.000000,"a":1,"b":"<&>"}\n');
});
