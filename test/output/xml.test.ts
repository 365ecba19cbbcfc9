import { SaxesParser } from 'saxes';
import { jsonLines } from '../../src/output/format';
import { jsonText } from '../../src/text/json';
import { anyTextToXml, escapeXml, escapeXmlAttribute, unescapedBytes, XmlFormat } from '../../src/output/xml';

test('an event is written as Splunk reads it', () => {
  const format = new XmlFormat('ebpf_trace://main');
  const json = '{"time":1712345678.123456,"event":"connect"}';
  expect(format.start() + format.event('ebpf:tcp', '1712345678.123456', json) + format.end()).toBe(
    '<stream>\n<event stanza="ebpf_trace://main"><time>1712345678.123456</time><sourcetype>ebpf:tcp</sourcetype>' +
      `<data>${json}</data></event>\n</stream>\n`,
  );
});

test.each(['', 'plain', '&', '<é>&&amp;;', 'a < b && c > "d"; €'])('the bytes of %j are known from what it was escaped to', (text) => {
  expect(unescapedBytes(escapeXml(text))).toBe(Buffer.byteLength(text));
});

test('each sourcetype has its own', () => {
  const format = new XmlFormat('s');
  const texts = ['ebpf:tcp', 'ebpf:health', 'ebpf:tcp'].map((sourcetype) => format.event(sourcetype, '1.000000', '{}'));
  expect(texts.map((text) => /<sourcetype>(.*)<\/sourcetype>/.exec(text)?.[1])).toEqual(['ebpf:tcp', 'ebpf:health', 'ebpf:tcp']);
});

test('a sourcetype with an index of its own names it, and no other does', () => {
  const format = new XmlFormat('s', new Map([['ebpf:tcp', 'net_1']]));
  const texts = ['ebpf:tcp', 'ebpf:health', 'ebpf:tcp'].map((sourcetype) => format.event(sourcetype, '1.000000', '{}'));
  expect(texts.map((text) => /<\/time>(?:<index>(.*)<\/index>)?<sourcetype>/.exec(text)?.[1])).toEqual(['net_1', undefined, 'net_1']);
});

test('hostile names of stanzas and processes come back as they were', () => {
  const stanza = 'ebpf_trace://a"b<c>&amp;\n\'';
  const name = ']]></data></event>&#10;<x a="b">\u0000\n\ud800';
  const format = new XmlFormat(stanza);
  const json = `{"time":1.000000,"process_name":"${format.escape(jsonText(name))}"}`;
  const parser = new SaxesParser();
  let data = '';
  const stanzas: unknown[] = [];
  parser.on('text', (text) => (data += text));
  parser.on('opentag', (tag) => void (tag.name === 'event' && stanzas.push(tag.attributes['stanza'])));
  parser.write(format.start() + format.event('t', '', json) + format.end()).close();
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
  expect(jsonLines.start() + jsonLines.event('ebpf:tcp', '1', '{"a":1}') + jsonLines.end()).toBe('{"a":1}\n');
  expect(jsonLines.escape('<&>')).toBe('<&>');
});
