/** What --scheme prints, as strictly as splunkd's manual describes it. Throws at the first deviation. */
import { childText, parseTree, type Tree } from './tree';

export interface Scheme {
  readonly title: string;
  readonly usesExternalValidation: boolean;
  readonly usesSingleInstance: boolean;
  /** Default values by argument. */
  readonly defaults: ReadonlyMap<string, string>;
}

const schemeElements = ['title', 'description', 'use_external_validation', 'use_single_instance', 'streaming_mode', 'endpoint'];
const argumentElements = ['title', 'description', 'validation', 'data_type', 'required_on_edit', 'required_on_create'];

/** What Splunk itself uses in an input's stanza (inputs.conf.spec): no argument may be named so. */
export const reservedNames: readonly string[] = [
  'host', 'index', 'source', 'sourcetype', 'interval', 'disabled', 'start_by_shell', 'run_only_one', 'queue', 'name',
  'persistentQueueSize', 'queueSize', 'python.version', 'python.required', 'passAuth', 'run_introspection', 'stanza',
  'send_index_as_argument_for_path', 'connection_host', '_rcvbuf', '_TCP_ROUTING', '_SYSLOG_ROUTING', '_INDEX_AND_FORWARD_ROUTING',
  '_meta', 'eai:acl', 'eai:appName', 'eai:userName',
];

export function parseScheme(xml: string): Scheme {
  const scheme = parseTree(xml);
  expectElements(scheme, 'scheme', schemeElements);
  if (childText(scheme, 'streaming_mode') !== 'xml') fail('streaming_mode is not xml');
  const endpoint = scheme.children.find((child) => child.name === 'endpoint') ?? fail('no endpoint');
  expectElements(endpoint, 'endpoint', ['args']);
  const list = endpoint.children[0]?.children ?? [];
  const defaults = new Map(list.map(parseArgument));
  if (defaults.size !== list.length) fail('an argument twice');
  return {
    title: nonEmpty(scheme, 'title'),
    usesExternalValidation: boolean(scheme, 'use_external_validation'),
    usesSingleInstance: boolean(scheme, 'use_single_instance'),
    defaults,
  };
}

function parseArgument(argument: Tree): [string, string] {
  const { name = '', defaultValue = '', ...others } = argument.attributes;
  expectElements(argument, 'arg', argumentElements);
  if (!/^[a-z][a-z0-9_]*$/.test(name)) fail(`name of an argument: ${JSON.stringify(name)}`);
  if (reservedNames.includes(name)) fail(`${name} is one of Splunk's own settings`);
  if (Object.keys(others).length > 0) fail(`attributes of ${name}: ${Object.keys(others).join()}`);
  if (!['string', 'number', 'boolean'].includes(childText(argument, 'data_type'))) fail(`data_type of ${name}`);
  nonEmpty(argument, 'title');
  boolean(argument, 'required_on_edit');
  boolean(argument, 'required_on_create');
  checkValidation(argument, name);
  return [name, defaultValue];
}

function checkValidation(argument: Tree, name: string): void {
  if (!argument.children.some((child) => child.name === 'validation')) return;
  const rule = childText(argument, 'validation');
  const [, named] =
    /^is_(?:pos_int|nonneg_int|bool|port|avail_tcp_port|avail_udp_port)\('(.+)'\)$/.exec(rule) ??
    /^validate\(match\('(.+)', ".+"\), ".+"\)$/.exec(rule) ??
    fail(`validation of ${name}: ${rule}`);
  if (named !== name) fail(`validation of ${name} looks at ${named}`);
}

function expectElements(tree: Tree, name: string, allowed: readonly string[]): void {
  if (tree.name !== name) fail(`<${tree.name}> in place of <${name}>`);
  if (tree.text.trim() !== '') fail(`text in <${name}>: ${tree.text.trim()}`);
  const names = tree.children.map((child) => child.name);
  const unknown = names.find((child) => !allowed.includes(child));
  if (unknown !== undefined) fail(`<${unknown}> in <${name}>`);
  if (new Set(names).size !== names.length) fail(`an element twice in <${name}>`);
}

function nonEmpty(tree: Tree, name: string): string {
  return childText(tree, name) || fail(`<${name}> is empty`);
}

function boolean(tree: Tree, name: string): boolean {
  const text = childText(tree, name);
  return text === 'true' || text === 'false' ? text === 'true' : fail(`<${name}> is ${JSON.stringify(text)}`);
}

function fail(message: string): never {
  throw new Error(`scheme: ${message}`);
}
