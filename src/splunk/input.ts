/** What splunkd writes to standard input: the <input> document of a run and the <items> of a validation. */
import type { Readable } from 'node:stream';
import { DocumentError, type Element, readDocument } from './document';

export interface Stanza {
  /** In full: ebpf_trace://main. In a validation the name alone. */
  readonly name: string;
  /** The app whose inputs.conf holds the stanza; empty in a validation. */
  readonly app: string;
  /** All of them, Splunk's own too. No prototype, so that any name is only a name. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Session {
  /** https://127.0.0.1:8089 */
  readonly serverUri: string;
  /** A secret. */
  readonly sessionKey: string;
  readonly checkpointDir: string;
}

export interface InputDocument extends Session {
  readonly stanzas: readonly Stanza[];
}

export interface ValidationDocument extends Session {
  readonly item: Stanza;
}

/**
 * Reads the document of a run, up to </input>; standard input may then stay open or end, neither means anything.
 * Rejects with a DocumentError.
 */
export async function readInput(stream: Readable = process.stdin): Promise<InputDocument> {
  const root = await readDocument(stream, 'input');
  const stanzas = root.children('configuration').flatMap((configuration) => configuration.children('stanza')).map(stanza);
  if (stanzas.length === 0) throw new DocumentError('the <input> document has no <stanza>');
  return { ...session(root), stanzas };
}

/** Reads the document of a validation, up to </items>. Rejects with a DocumentError. */
export async function readItems(stream: Readable = process.stdin): Promise<ValidationDocument> {
  const root = await readDocument(stream, 'items');
  const [item, ...more] = root.children('item').map(stanza);
  if (item === undefined || more.length > 0) {
    throw new DocumentError(`the <items> document has ${item === undefined ? 'no' : 'more than one'} <item>`);
  }
  return { ...session(root), item };
}

function session(root: Element): Session {
  const text = (name: string): string => root.children(name)[0]?.text ?? '';
  return { serverUri: text('server_uri'), sessionKey: text('session_key'), checkpointDir: text('checkpoint_dir') };
}

function stanza(element: Element): Stanza {
  const params = Object.create(null) as Record<string, string>;
  for (const param of element.children('param')) params[name(param)] = param.text;
  for (const list of element.children('param_list')) {
    params[name(list)] = list.children('value').map((value) => value.text).join(',');
  }
  return { name: name(element), app: element.attributes['app'] ?? '', params };
}

function name(element: Element): string {
  const value = element.attributes['name'];
  if (value === undefined || value === '') throw new DocumentError('the document has a stanza or param without a name');
  return value;
}
