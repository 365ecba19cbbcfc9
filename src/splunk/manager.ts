/**
 * The form of Settings > Data inputs: default/data/ui/manager/<scheme>.xml (Splunk: "Create a custom user interface"
 * for modular inputs; its elements as published add-ons have them). Without it Splunk makes one of the scheme: all
 * arguments in one list, and with them interval and source type, which are not for the administrator to choose.
 */
import { escapeXml, escapeXmlAttribute } from '../output/xml';
import type { Argument, Group } from '../settings/argument';
import { described, schemeName } from './scheme';

const forms = ['create', 'edit'] as const;
const everywhere = ['list', ...forms] as const;
type View = (typeof everywhere)[number];

/** Fieldsets in the order of the groups; what Splunk itself adds to an input, name and index, comes first. */
export function managerXml(groups: readonly Group[]): string {
  const fieldsets = groups.map((group) => fieldset(group.name, group.title, group.arguments.map(field)));
  return lines([
    `<endpoint name="data/inputs/${schemeName}">`,
    '<header>eBPF Trace</header>',
    '<breadcrumb><parent hidecurrent="False">datainputstats</parent><name>eBPF Trace</name></breadcrumb>',
    '<elements>',
    fieldset('input', 'Input', [nameField, indexField], everywhere),
    ...fieldsets,
    '</elements>',
    '</endpoint>\n',
  ]);
}

function fieldset(name: string, legend: string, elements: readonly string[], views: readonly View[] = forms): string {
  return element(`${name}Fields`, 'fieldset', undefined, views, [key('legend', legend), '<elements>', ...elements, '</elements>']);
}

/** A checkbox is 1 or 0, and shows whatever spelling of a boolean a conf file has; the form of a new input takes its state from inputs.conf. */
function field(argument: Argument): string {
  const { name, title, type, choices, default: byDefault } = argument;
  if (type === 'boolean') return element(name, 'checkbox', title, forms, [key('exampleText', described(argument))]);
  if (choices !== undefined) return element(name, 'select', title, forms, [key('exampleText', described(argument)), options(choices, byDefault)]);
  const text = described(argument);
  const help = byDefault === '' ? text : `${text.replace(/\.?$/, '.')} Default: ${byDefault}`;
  return element(name, 'textfield', title, forms, [key('exampleText', help)]);
}

/** The first is what an empty field means, so that nobody changes a setting by looking at it. */
function options(choices: readonly string[], byDefault: string): string {
  const all = [{ value: '', label: `default (${byDefault})` }, ...choices.map((value) => ({ value, label: value }))];
  const list = all.map(({ value, label }) => `<opt value="${escapeXmlAttribute(value)}" label="${escapeXmlAttribute(label)}"/>`);
  return lines(['<options>', ...list, '</options>']);
}

const nameField = element('name', 'textfield', 'Name', ['list', 'create'], [
  key('exampleText', 'Of this input, as main: the stanza is [ebpf_trace://main]. One a host is enough; each further one costs the same again.'),
]);

/** Typed, not chosen: a heavy forwarder does not have the indexes of its indexers, and a list would lose such a name. */
const indexField = element('index', 'textfield', 'Index', everywhere, [
  key('exampleText', 'An index that the indexers have; default is their default index (main, unless they say otherwise). The searches of the app look where its macro ebpf_trace_index says: main and ebpf. A probe may have one of its own, below.'),
  key('requiredIfVisible', ''),
]);

function element(name: string, type: string, label: string | undefined, views: readonly View[], content: readonly string[]): string {
  const shown = label === undefined ? '' : ` label="${escapeXmlAttribute(label)}"`;
  return lines([`<element name="${name}" type="${type}"${shown}>`, ...views.map((view) => `<view name="${view}"/>`), ...content, '</element>']);
}

function key(name: string, text: string): string {
  return `<key name="${name}">${escapeXml(text)}</key>`;
}

function lines(all: readonly string[]): string {
  return all.join('\n');
}
