/** What comes from outside: any bytes of programs, any text of administrators, any document. */
import { Readable } from 'node:stream';
import { escapeXml } from '../../src/output/xml';
import { argumentList, parseSettings } from '../../src/settings';
import { readInput } from '../../src/splunk/input';
import { jsonText } from '../../src/text/json';
import { Random } from '../random';
import { proof } from './proof';

/** Pieces that mean something to one of the parsers, and others. */
const pieces = ['&', '<', '>', '"', "'", ']]>', '\\', '\\u0000', '\0', '\x1b', '\n', '\r', '\t', ',', '-', '/', '*', ':', '.', ' ', 'a', '0', '65536', '::1', '10.0.0.0/8', 'root', 'auto', 'true', '\ufffe', '\u2028', 'ä', '😀', '\ud800'];

function textOf(random: Random): string {
  return Array.from({ length: random.below(12) }, () => pieces[random.below(pieces.length)] ?? '').join('');
}

/** Half of them no UTF-8. */
function bytesOf(random: Random): Buffer {
  const text = Buffer.from(textOf(random));
  return random.below(2) === 0 ? text : Buffer.concat([text, random.bytes(random.below(8)), text]);
}

const unescaped: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** As the reader of an event would have it: out of the XML, out of the JSON, and \xNN back to the byte. */
function readBack(xml: string): Buffer {
  const value = JSON.parse(`"${xml.replace(/&(?:amp|lt|gt);/g, (entity) => unescaped[entity] ?? '')}"`) as string;
  return Buffer.concat(value.split(/(\\x[\da-f]{2})/).map((part) => (/^\\x[\da-f]{2}$/.test(part) ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part))));
}

proof('texts', (count) => {
  const random = new Random(21);
  // eslint-disable-next-line no-control-regex
  const forbidden = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff<]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|&(?!amp;|lt;|gt;)/;
  const wrong: string[] = [];
  for (let round = 0; round < count; round += 1) {
    const bytes = bytesOf(random);
    const xml = escapeXml(jsonText(bytes));
    if (forbidden.test(xml) || !readBack(xml).equals(bytes)) wrong.push(bytes.toString('hex'));
  }
  expect(wrong.slice(0, 5)).toEqual([]);
});

/** One that a log keeps together, and a terminal does not obey. */
const isLine = (text: string): boolean => text !== '' && !/\p{Cc}/u.test(text);

proof('settings', (count) => {
  const random = new Random(22);
  const names = argumentList.map(({ name }) => name);
  const wrong: unknown[] = [];
  let refused = 0;
  for (let round = 0; round < count; round += 1) {
    const given = { [names[random.below(names.length)] ?? '']: textOf(random) };
    const { problems, warnings, refusals, fallbacks } = parseSettings(given);
    if (![...problems, ...warnings].every(isLine) || problems.length !== refusals.length + fallbacks.length) wrong.push([given, problems, warnings]);
    if (problems.length > 0) refused += 1;
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(refused).toBeGreaterThan(count / 10);
  expect(refused).toBeLessThan(count);
  return `${refused.toLocaleString('en')} refused`;
});

const whole = `<?xml version="1.0" encoding="UTF-8"?>
<input><server_host>h</server_host><server_uri>https://127.0.0.1:8089</server_uri><session_key>k</session_key><checkpoint_dir>/c</checkpoint_dir>
<configuration><stanza name="ebpf_trace://main" app="TA_ebpf_trace"><param name="index">net</param><param_list name="q"><value>a</value></param_list></stanza></configuration></input>`;

/** One to four places cut out, doubled or overwritten. */
function damaged(random: Random): string {
  let text = whole;
  for (let places = 1 + random.below(4); places > 0; places -= 1) {
    const [from, length] = [random.below(text.length), random.below(20)];
    const instead = [textOf(random), '', text.slice(from, from + 2 * length)][random.below(3)] ?? '';
    text = text.slice(0, from) + instead + text.slice(from + length);
  }
  return text;
}

proof('documents', async (count) => {
  const random = new Random(23);
  const wrong: string[] = [];
  let refused = 0;
  for (let round = 0; round < count; round += 1) {
    const text = damaged(random);
    try {
      const { stanzas } = await readInput(Readable.from([Buffer.from(text)]));
      if (stanzas.length === 0 || stanzas.some(({ name }) => name === '')) wrong.push(text);
    } catch (error) {
      refused += 1;
      if ((error as Error).name !== 'DocumentError' || !isLine((error as Error).message)) wrong.push(`${String(error)}: ${text}`);
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(refused).toBeGreaterThan(count / 10);
  return `${refused.toLocaleString('en')} refused`;
}, { limitMs: 120_000 });
