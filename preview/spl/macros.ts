/** Search macros, replaced before anything else is looked at. */
import type { Conf, Stanza } from '../../src/splunk/conf';
import { Unsupported } from './unsupported';

/** In quoted text a backtick is itself. */
const call = /"(?:[^"\\]|\\.)*"|`([^`]*)`/g;
const knownSettings = ['definition', 'args', 'iseval', 'description', 'validation', 'errormsg'];

export function expanded(spl: string, macros: Conf, depth = 0): string {
  if (depth > 20) throw new Unsupported(`macros that use each other in ${spl}`);
  return spl.replace(call, (text, use: string | undefined) => use === undefined ? text : expanded(definitionOf(use.trim(), macros), macros, depth + 1));
}

/** `name`, or `name(value, "other value")`: its stanza is name, or name(2). */
function definitionOf(use: string, macros: Conf): string {
  const [, name, list] = /^([\w-]+)(?:\((.*)\))?$/s.exec(use) ?? [];
  if (name === undefined) throw new Unsupported(`the macro ${use}`);
  const values = list === undefined ? [] : valuesOf(list);
  const stanza = macros.get(values.length === 0 ? name : `${name}(${values.length})`);
  if (stanza === undefined) throw new Error(`no macro ${name} with ${values.length} arguments`);
  refuseUnknown(name, stanza);
  const args = (stanza.get('args') ?? '').split(',').map((one) => one.trim());
  return (stanza.get('definition') ?? '').replace(/\$(\w+)\$/g, (whole, arg: string) => values[args.indexOf(arg)] ?? whole);
}

function refuseUnknown(name: string, stanza: Stanza): void {
  const unknown = [...stanza.keys()].find((setting) => !knownSettings.includes(setting));
  if (unknown !== undefined) throw new Unsupported(`${unknown} of the macro ${name}`);
  if (!['0', 'false', undefined].includes(stanza.get('iseval'))) throw new Unsupported(`iseval of the macro ${name}`);
}

/** Quotes around a value are not part of it. */
function valuesOf(list: string): string[] {
  const found = [...list.matchAll(/\s*("(?:[^"\\]|\\.)*"|[^,]*?)\s*(?:,|$)/g)].map(([, value = '']) => value);
  const values = list.trimEnd().endsWith(',') ? found : found.slice(0, -1);
  return values.map((value) => /^".*"$/s.test(value) ? value.slice(1, -1).replace(/\\(["\\])/g, '$1') : value);
}
