/** Where the events of a probe go: an argument that each probe has. */
import type { ProbeName } from '../probes/names';
import type { Argument } from './argument';
import { unquoted } from './lists';
import { type Parse, Refusal } from './refusal';

/** indexes.conf.spec: "Index names must consist of only numbers, lowercase letters, underscores, and hyphens. They cannot begin with an underscore or hyphen, or contain the word 'kvstore'." */
const allowed = /^[0-9a-z][0-9a-z_-]*$/;

/** The name of an index; empty is that of the stanza. */
export const parseIndex: Parse<string> = (text) => {
  const name = unquoted(text);
  // The word means to splunkd that nobody chose one: as an event's own index it would be a name that no index can have.
  if (name === 'default') throw new Refusal("must be an index's name, or empty for that of the stanza");
  if (name === '' || (allowed.test(name) && !name.includes('kvstore'))) return name;
  throw new Refusal('must be of numbers, lowercase letters, underscores and hyphens, begin with a number or letter, and not contain kvstore');
};

/** It selects: whoever gives events an index of their own means to keep them from those that may search another. */
export const indexArgument = <Name extends ProbeName>(probe: Name) => ({
  name: `${probe}_index`,
  title: `Index of ${probe}`,
  description: `The index of the events of the probe ${probe}; empty is that of the input. The indexers must have it, and the macro ebpf_trace_index must name it.`,
  type: 'string',
  default: '',
  example: 'linux_network',
  selects: true,
  parse: parseIndex,
} as const satisfies Argument<string>);
