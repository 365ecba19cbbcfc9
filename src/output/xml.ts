import { Fragment } from '../text/emit';
import type { Escaped } from '../text/json';
import { ByteFormat, timeKey } from './byte_format';
import type { Format } from './format';

const markup = /[&<>]/;
const inText: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const inAttribute: Readonly<Record<string, string>> = {
  ...inText,
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text for an element. The text must be of XML's characters already (see json.ts). `>` too, because of `]]>`. */
export function escapeXml(text: string): string {
  return markup.test(text) ? text.replace(/[&<>]/g, (character) => inText[character] ?? character) : text;
}

/** The UTF-8 bytes of what `escapeXml` made its text of. */
export function unescapedBytes(xml: string): number {
  let bytes = Buffer.byteLength(xml);
  for (let at = xml.indexOf('&'); at >= 0; at = xml.indexOf('&', at + 1)) bytes -= xml.indexOf(';', at) - at;
  return bytes;
}

/** Text for an attribute in double quotes; line ends survive a parser's normalisation. */
export function escapeXmlAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => inAttribute[character] ?? character);
}

/** Any text at all for an element: what XML 1.0 forbids becomes U+FFFD. For messages, not for events. */
export function anyTextToXml(text: string): string {
  // eslint-disable-next-line no-control-regex
  return escapeXml(text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu, '\ufffd'));
}

/** What stands before the time of an event, between that and its data, and behind. @param stanza its full name, as in the input document: ebpf_trace://main */
export function eventHead(stanza: string): string {
  return `<event stanza="${escapeXmlAttribute(stanza)}"><time>`;
}

/** @param index its own; none: the stanza's */
export function eventMiddle(sourcetype: string, index?: string): string {
  const indexElement = index === undefined ? '' : `<index>${escapeXml(index)}</index>`;
  return `</time>${indexElement}<sourcetype>${escapeXml(sourcetype)}</sourcetype><data>`;
}

export const eventTail = '</data></event>\n';

/**
 * Splunk's streaming XML: one <event> each, host and source left to the stanza, and so is the index of a sourcetype that
 * has none of its own. (The host of the input document is the literal $decideOnStartup: echoed, it would be the host of
 * every event.)
 * @param indexes by sourcetype
 */
export function xmlFormat(stanza: string, indexes: ReadonlyMap<string, string> = new Map()): Format {
  return new ByteFormat({
    head: new Fragment(eventHead(stanza)),
    middle: (kind) => new Fragment(eventMiddle(`ebpf:${kind}`, indexes.get(`ebpf:${kind}`)) + timeKey),
    tail: new Fragment(`}${eventTail}`),
    escape: (jsonText) => escapeXml(jsonText) as Escaped,
    added: (text) => Buffer.byteLength(text) - unescapedBytes(text),
    opening: '<stream>\n',
    closing: '</stream>\n',
  });
}
