/** An input's standard output: Splunk's streaming XML, every deviation noted. */
import { SaxesParser } from 'saxes';

export interface SplunkEvent {
  readonly stanza: string;
  /** As written: seconds since 1970. */
  readonly time: string;
  readonly sourcetype: string;
  /** The event's own; absent: the stanza's. */
  readonly index?: string;
  readonly data: string;
  /** `data` parsed; an empty object where it is no JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** When its end was read: milliseconds since 1970 with fractions. */
  readonly receivedMs: number;
}

export interface EventStreamOptions {
  readonly stanza: string;
  readonly onEvent: (event: SplunkEvent) => void;
  readonly onProblem: (problem: string) => void;
}

/** Splunk's automatic extraction of JSON ends at 5,000 bytes of an event; ours are to stay below it by some. */
const maximumDataBytes = 4900;
const parts = ['time', 'index', 'sourcetype', 'data'];

/** Takes bytes as they come. After the first error of XML or UTF-8 nothing more is read, as splunkd does. */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #parser = new SaxesParser();
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #open: string[] = [];
  #texts = new Map<string, string>();
  #text = '';
  #stanza = '';
  #receivedMs = 0;
  #isBroken = false;
  #isComplete = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    const text = (more: string): void => void (this.#text += more);
    this.#parser.on('error', (error) => this.#break(`not well-formed: ${error.message}`));
    this.#parser.on('doctype', () => this.#break('a DTD'));
    this.#parser.on('processinginstruction', () => this.#break('a processing instruction'));
    this.#parser.on('text', text);
    this.#parser.on('cdata', text);
    this.#parser.on('opentag', ({ name, attributes }) => this.#begin(name, attributes));
    this.#parser.on('closetag', ({ name }) => this.#finish(name));
  }

  write(bytes: Uint8Array, receivedMs = performance.timeOrigin + performance.now()): void {
    this.#receivedMs = receivedMs;
    if (this.#isBroken) return;
    try {
      this.#parser.write(this.#decoder.decode(bytes, { stream: true }));
    } catch {
      this.#break('not UTF-8');
    }
  }

  /** No more comes, and what came should be whole. */
  end(): void {
    if (!this.#isComplete) this.#problem('ended without </stream>');
    if (!this.#isBroken) this.#parser.close();
  }

  #break(problem: string): void {
    if (!this.#isBroken) this.#options.onProblem(`stdout: ${problem}`);
    this.#isBroken = true;
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): void {
    const path = [...this.#open, name].join('/');
    const allowed = ['stream', 'stream/event', ...parts.map((part) => `stream/event/${part}`)];
    if (!allowed.includes(path)) this.#problem(`<${name}> at ${path}`);
    const expected = path === 'stream/event' ? 'stanza' : '';
    if (Object.keys(attributes).join() !== expected) this.#problem(`attributes of ${path}: ${Object.keys(attributes).join()}`);
    if (path === 'stream/event') {
      this.#stanza = attributes['stanza'] ?? '';
      this.#texts = new Map();
    }
    this.#noText();
    this.#open.push(name);
  }

  #finish(name: string): void {
    this.#open.pop();
    if (this.#open.length === 2) {
      if (this.#texts.has(name)) this.#problem(`<${name}> twice in an event`);
      this.#texts.set(name, this.#text);
      this.#text = '';
    }
    this.#noText();
    if (this.#open.length === 1) this.#event();
    if (this.#open.length === 0) this.#isComplete = true;
  }

  #noText(): void {
    if (this.#text.trim() !== '') this.#problem(`text between elements: ${JSON.stringify(this.#text.slice(0, 80))}`);
    this.#text = '';
  }

  #event(): void {
    const [time = '', index, sourcetype = '', data = ''] = parts.map((part) => this.#texts.get(part));
    if (this.#stanza !== this.#options.stanza) this.#problem(`an event of the stanza ${this.#stanza}`);
    if (!/^\d{10}\.\d{6}$/.test(time)) this.#problem(`<time> is ${JSON.stringify(time)}`);
    if (!/^ebpf:[a-z_]+$/.test(sourcetype)) this.#problem(`<sourcetype> is ${JSON.stringify(sourcetype)}`);
    if (index !== undefined && !/^[a-z0-9][a-z0-9_-]*$/.test(index)) this.#problem(`<index> is ${JSON.stringify(index)}`);
    const fields = this.#fields(data, time);
    this.#options.onEvent({ stanza: this.#stanza, time, sourcetype, ...(index !== undefined && { index }), data, fields, receivedMs: this.#receivedMs });
  }

  #fields(data: string, time: string): Readonly<Record<string, unknown>> {
    const first = /^\{"time":("?)([^",}]*)\1[,}]/.exec(data)?.[2];
    if (first !== time) this.#problem(`the first key of <data> is not time as in <time> ${time}: ${data.slice(0, 60)}`);
    if (Buffer.byteLength(data) > maximumDataBytes) this.#problem(`<data> of ${Buffer.byteLength(data)} bytes`);
    const fields = parseObject(data);
    if (fields === undefined) this.#problem(`<data> is no JSON object: ${JSON.stringify(data.slice(0, 200))}`);
    else if (writtenKeys(data) !== countKeys(fields)) this.#problem(`a key twice in <data>: ${data}`);
    if (data.includes('\n')) this.#problem(`<data> of several lines: ${JSON.stringify(data.slice(0, 200))}`);
    return fields ?? {};
  }

  #problem(problem: string): void {
    this.#options.onProblem(`stdout: ${problem}`);
  }
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keys as written, at any depth; JSON.parse keeps the last one of each name. */
function writtenKeys(json: string): number {
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter((match) => match[1] === ':').length;
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = isObject(value) ? Object.keys(value).length : 0;
  return Object.values(value).reduce((sum: number, child) => sum + countKeys(child), own);
}
