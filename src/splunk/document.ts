import type { Readable } from 'node:stream';
import { parseStringPromise } from 'xml2js/lib/parser'; // without what writes XML, which takes longer to load

/** What is wrong with a document from splunkd, in one line, without its contents (it holds the session key). */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

/** An element of the small documents that splunkd writes. */
export interface Element {
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Child elements by name, in order. */
  readonly children: (name: string) => readonly Element[];
}

const maximumBytes = 4 * 1024 * 1024;

/**
 * Reads the document `root` from a stream: up to its end tag, however the stream goes on; splunkd may leave stdin
 * open. Rejects with a DocumentError if the stream ends before, the document is too large or no XML.
 */
export async function readDocument(stream: Readable, root: string): Promise<Element> {
  const text = await readUpTo(stream, `</${root}>`);
  // splunkd sends no DTD; without one there are no entities to expand.
  if (text.includes('<!DOCTYPE')) throw new DocumentError(`the <${root}> document has a DTD`);
  try {
    const parsed: unknown = await parseStringPromise(text, { explicitCharkey: true, explicitRoot: true });
    const node = (parsed as Record<string, Node>)[root];
    if (node !== undefined) return element(node);
  } catch {
    // The parser's message may quote the text, and is of several lines.
    throw new DocumentError(`the <${root}> document is not well-formed XML`);
  }
  throw new DocumentError(`the document is not <${root}>`);
}

function readUpTo(stream: Readable, endTag: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = Buffer.alloc(0);
    const finish = (settle: () => void): void => {
      stream.off('data', take).off('end', end).off('error', fail).pause();
      settle();
    };
    const take = (chunk: Buffer): void => {
      // The tag may begin in an earlier chunk.
      const from = Math.max(0, text.length - endTag.length);
      text = Buffer.concat([text, chunk]);
      const found = text.indexOf(endTag, from);
      if (found >= 0) finish(() => resolve(text.toString('utf8', 0, found + endTag.length)));
      else if (text.length > maximumBytes) finish(() => reject(tooLarge(endTag)));
    };
    const end = (): void => finish(() => reject(tooShort(text.length, endTag)));
    const fail = (cause: Error): void => finish(() => reject(new DocumentError('read standard input', { cause })));
    stream.on('data', take).on('end', end).on('error', fail);
  });
}

function tooLarge(endTag: string): DocumentError {
  return new DocumentError(`standard input has no ${endTag} within ${maximumBytes} bytes`);
}

function tooShort(bytes: number, endTag: string): DocumentError {
  return new DocumentError(`standard input ended after ${bytes} bytes, before ${endTag}; splunkd writes this document`);
}

/** How xml2js gives an element: $ its attributes, _ its text, every other key the children of that name. */
interface Node {
  readonly $?: Readonly<Record<string, string>>;
  readonly _?: string;
}

function element(node: Node | string): Element {
  if (typeof node === 'string') return { text: node, attributes: {}, children: () => [] };
  const children = (name: string): Element[] => {
    const found: unknown = Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : [];
    return Array.isArray(found) ? found.map(element) : [];
  };
  return { text: node._ ?? '', attributes: node.$ ?? {}, children };
}
