/** The form of Settings > Data inputs says what the list of arguments says. */
import { type Argument, argumentList, groups } from '../../src/settings';
import { managerXml } from '../../src/splunk/manager';
import { schemeName } from '../../src/splunk/scheme';
import { parseTree, type Tree } from '../../splunkd/tree';

const list: readonly Argument[] = argumentList;
const form = parseTree(managerXml(groups));
const fieldsets = childrenOf(childrenOf(form, 'elements')[0], 'element');
const fields = fieldsets.flatMap(fieldsOf);
/** What every input has. */
const splunks = ['name', 'index'];

function childrenOf(tree: Tree | undefined, name: string): readonly Tree[] {
  return tree?.children.filter((child) => child.name === name) ?? [];
}

function fieldsOf(fieldset: Tree): readonly Tree[] {
  return childrenOf(childrenOf(fieldset, 'elements')[0], 'element');
}

function keyOf(tree: Tree, name: string): string | undefined {
  return childrenOf(tree, 'key').find(({ attributes }) => attributes['name'] === name)?.text;
}

function named(name: string): Tree {
  const found = fields.find(({ attributes }) => attributes['name'] === name);
  if (found === undefined) throw new Error(`no field ${name}`);
  return found;
}

function optionsOf(tree: Tree): readonly (string | undefined)[] {
  return childrenOf(childrenOf(tree, 'options')[0], 'opt').map(({ attributes }) => attributes['value']);
}

test('it is that of the input', () => {
  expect([form.name, form.attributes]).toEqual(['endpoint', { name: `data/inputs/${schemeName}` }]);
});

test('it has every argument once, after what Splunk has of its own', () => {
  expect(fields.map(({ attributes }) => attributes['name'])).toEqual([...splunks, ...list.map(({ name }) => name)]);
});

test('it is grouped: what is set most often comes first', () => {
  expect(fieldsets.map((fieldset) => [fieldset.attributes['type'], keyOf(fieldset, 'legend')])).toEqual([
    ['fieldset', 'Input'], ...groups.map(({ title }) => ['fieldset', title]),
  ]);
  for (const [at, { arguments: own }] of groups.entries()) {
    const ofGroup = own.map((argument) => argument.name);
    expect(fieldsOf(fieldsets[at + 1] as Tree).map(({ attributes }) => attributes['name'])).toEqual(ofGroup);
  }
});

test.each(list.map((argument) => [argument.name, argument] as const))('%s has the words and choices of the list', (name, argument) => {
  const field = named(name);
  expect(field.attributes['label']).toBe(argument.title);
  expect(keyOf(field, 'exampleText')).toContain(argument.description);
  expect(childrenOf(field, 'view').map(({ attributes }) => attributes['name'])).toEqual(['create', 'edit']);
  const { choices, type } = argument;
  const withoutChoices = type === 'boolean' ? 'checkbox' : 'textfield';
  expect(field.attributes['type']).toBe(choices === undefined ? withoutChoices : 'select');
  expect(optionsOf(field)).toEqual(choices === undefined ? [] : ['', ...choices]);
  for (const choice of choices ?? []) expect(() => argument.parse(choice)).not.toThrow();
});

test('what a checkbox is saved as, and what inputs.conf gives a new one, are booleans', () => {
  const booleans = list.filter(({ type }) => type === 'boolean');
  expect(booleans.length).toBeGreaterThan(0);
  for (const { parse, default: byDefault } of booleans) expect([parse('1'), parse('0'), typeof parse(byDefault)]).toEqual([true, false, 'boolean']);
});

test('a name is chosen once, an index is never empty, and both are in the list of inputs', () => {
  const views = (name: string): readonly unknown[] => childrenOf(named(name), 'view').map(({ attributes }) => attributes['name']);
  expect(splunks.map(views)).toEqual([['list', 'create'], ['list', 'create', 'edit']]);
  expect(keyOf(named('index'), 'requiredIfVisible')).toBe('');
});

test('what an argument says is escaped', () => {
  const hostile: Argument = { name: 'x', title: 'a<b"', description: '&]]>', type: 'string', default: '"<', choices: ['"&'], parse: (text) => text };
  const [fieldset] = childrenOf(childrenOf(parseTree(managerXml([{ name: 'y', title: 'y', arguments: [hostile] }])), 'elements')[0], 'element').slice(1);
  const [field] = fieldsOf(fieldset as Tree);
  expect([field?.attributes['label'], keyOf(field as Tree, 'exampleText'), optionsOf(field as Tree)]).toEqual(['a<b"', '&]]>', ['', '"&']]);
});
