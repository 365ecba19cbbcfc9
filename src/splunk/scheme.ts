import { escapeXml, escapeXmlAttribute } from '../output/xml';
import type { Argument } from '../settings';

/** The input's kind: the name of the executable, of the stanzas and of the spec. */
export const schemeName = 'ebpf_trace';

/**
 * What --scheme prints: the form in Splunk Web, and the endpoint that validates (Splunk: "Define a scheme for
 * introspection"). One process a stanza, since each has filters of its own in the kernel. No validations of Splunk's
 * own: they might refuse a field that is left empty, and all that is wrong is reported by --validate-arguments.
 */
export function schemeXml(list: readonly Argument[]): string {
  return [
    '<scheme>',
    element('title', 'eBPF Trace'),
    element('description', 'Every TCP connection of this Linux host, with the process that made it, through eBPF.'),
    element('use_external_validation', 'true'),
    element('use_single_instance', 'false'),
    element('streaming_mode', 'xml'),
    '<endpoint><args>',
    ...list.map(argumentXml),
    '</args></endpoint>',
    '</scheme>\n',
  ].join('\n');
}

function argumentXml(argument: Argument): string {
  return [
    `<arg name="${argument.name}" defaultValue="${escapeXmlAttribute(argument.default)}">`,
    element('title', argument.title),
    element('description', described(argument)),
    element('data_type', argument.type),
    element('required_on_edit', 'false'),
    element('required_on_create', 'false'),
    '</arg>',
  ].join('');
}

/** Its description, with an example where there is one. */
export function described(argument: Argument): string {
  return argument.example === undefined ? argument.description : `${argument.description} Example: ${argument.example}`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
