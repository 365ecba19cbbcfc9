/** The views of an installed app, as its files have them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childText, parseTree } from '../../splunkd/tree';

export interface View {
  readonly id: string;
  readonly label: string;
  readonly theme: string;
  /** The JSON in the definition, unchanged. */
  readonly definition: string;
}

/** In the order of the app's menu: the first one opens. */
export function readViews(app: string): readonly View[] {
  const folder = join(app, 'default', 'data', 'ui');
  const files = readdirSync(join(folder, 'views')).filter((name) => name.endsWith('.xml'));
  const views = files.map((name) => readView(name.slice(0, -'.xml'.length), readFileSync(join(folder, 'views', name), 'utf8')));
  const menu = parseTree(readFileSync(join(folder, 'nav', 'default.xml'), 'utf8')).children.map(({ attributes }) => attributes['name']);
  return views.sort((one, other) => menu.indexOf(one.id) - menu.indexOf(other.id));
}

function readView(id: string, xml: string): View {
  const tree = parseTree(xml);
  const definition = childText(tree, 'definition');
  JSON.parse(definition);
  return { id, label: childText(tree, 'label'), theme: tree.attributes['theme'] ?? 'light', definition };
}
