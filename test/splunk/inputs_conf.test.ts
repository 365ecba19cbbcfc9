import { type Argument, argumentList, parseSettings } from '../../src/settings';
import { inputsConf, inputsConfSpec } from '../../src/splunk/inputs_conf';
import { schemeXml } from '../../src/splunk/scheme';
import { parseConf } from '../../src/splunk/conf';
import { parseScheme } from '../../splunkd/scheme_document';

const list: readonly Argument[] = argumentList;
const names = list.map((argument) => argument.name);

test('the scheme is one that splunkd takes, with every argument', () => {
  const scheme = parseScheme(schemeXml(list));
  expect(scheme).toMatchObject({ usesExternalValidation: true, usesSingleInstance: false });
  expect([...scheme.defaults]).toEqual(list.map((argument) => [argument.name, argument.default]));
});

test('the scheme leaves all validation to the program, so that an empty field is never refused', () => {
  expect(schemeXml(list)).toContain('<use_external_validation>true</use_external_validation>');
  expect(schemeXml(list)).not.toContain('<validation>');
});

test('the scheme escapes what an argument says', () => {
  const hostile: Argument = { name: 'x', title: 'a<b', description: '&]]>', type: 'string', default: '"<\n', parse: (text) => text };
  expect([...parseScheme(schemeXml([hostile])).defaults]).toEqual([['x', '"<\n']]);
});

test('inputs.conf has the defaults of every argument, and no stanza', () => {
  const conf = parseConf(inputsConf(list), 'inputs.conf');
  expect([...conf.keys()]).toEqual(['ebpf_trace']);
  const { start_by_shell, interval, ...settings } = Object.fromEntries(conf.get('ebpf_trace') ?? []);
  expect({ start_by_shell, interval }).toEqual({ start_by_shell: 'false', interval: '0' });
  expect(Object.keys(settings)).toEqual(names);
  expect(parseSettings(settings)).toEqual(parseSettings({}));
});

test('the spec has every argument, each described', () => {
  const spec = inputsConfSpec(list);
  const conf = parseConf(spec.replace(/^\*.*$/gm, ''), 'inputs.conf.spec');
  expect([...(conf.get('ebpf_trace://<name>')?.keys() ?? [])]).toEqual(names);
  for (const argument of list) expect(spec).toContain(`* ${argument.description}\n`);
});
