/** A small XML document as a tree, strictly parsed: errors, a DTD, attributes twice throw. */
import { SaxesParser } from 'saxes';

export interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Tree[];
  text: string;
}

export function parseTree(xml: string): Tree {
  const parser = new SaxesParser();
  const top: Tree = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const text = (more: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += more;
  };
  parser.on('error', (error) => fail(error.message));
  parser.on('doctype', () => fail('has a DTD'));
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('opentag', ({ name, attributes }) => {
    const element: Tree = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return top.children[0] ?? fail('has no element');
}

/** The text of the one child of that name; throws if there is none or more than one. */
export function childText(tree: Tree, name: string): string {
  const [child, ...more] = tree.children.filter((element) => element.name === name);
  return child !== undefined && more.length === 0 ? child.text : fail(`<${tree.name}> must have one <${name}>`);
}

function fail(message: string): never {
  throw new Error(`XML ${message}`);
}
