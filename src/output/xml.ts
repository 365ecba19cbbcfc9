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

/**
 * Splunk's streaming XML: one <event> each, host and source left to the stanza, and so is the index of a sourcetype that
 * has none of its own. (The host of the input document is the literal $decideOnStartup: echoed, it would be the host of
 * every event.)
 */
export class XmlFormat implements Format {
  readonly escape = escapeXml;
  readonly bytes = unescapedBytes;
  readonly #head: string;
  readonly #indexes: ReadonlyMap<string, string>;
  readonly #middles = new Map<string, string>();

  /** @param stanza its full name, as in the input document: ebpf_trace://main @param indexes by sourcetype */
  constructor(stanza: string, indexes: ReadonlyMap<string, string> = new Map()) {
    this.#head = `<event stanza="${escapeXmlAttribute(stanza)}"><time>`;
    this.#indexes = indexes;
  }

  start(): string {
    return '<stream>\n';
  }

  event(sourcetype: string, time: string, json: string): string {
    return this.#head + time + (this.#middles.get(sourcetype) ?? this.#middle(sourcetype)) + json + '</data></event>\n';
  }

  end(): string {
    return '</stream>\n';
  }

  #middle(sourcetype: string): string {
    const index = this.#indexes.get(sourcetype);
    const indexElement = index === undefined ? '' : `<index>${escapeXml(index)}</index>`;
    const middle = `</time>${indexElement}<sourcetype>${escapeXml(sourcetype)}</sourcetype><data>`;
    this.#middles.set(sourcetype, middle);
    return middle;
  }
}
