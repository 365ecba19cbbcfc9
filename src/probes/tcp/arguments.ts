import type { ProbeArguments } from '../../settings/argument';
import { unquoted } from '../../settings/lists';
import { numberBetween, oneOf, someOf } from '../../settings/plain';

const modes = ['lifecycle', 'summary'] as const;
/** In the order of the keys. */
const closeFields = ['connection_id', 'user', 'path', 'container'] as const;

export const tcpArguments = {
  name: 'tcp',
  brief: 'every connection',
  isDefault: true,
  needs: ['connections'],
  reveals: "who talks to whom: addresses and ports of every connection, so which sites and services a user's programs reach, and when; names of users, paths of programs, and command lines (`command_line_bytes`: 512 bytes of each, 0 is none) with what is typed as an argument. No content of any connection",
  arguments: [
    {
      name: 'mode',
      title: 'Mode',
      description: 'Of the probe tcp. lifecycle: an event when a connection begins and one when it ends. summary: one event at its end that says everything, for less volume.',
      type: 'string',
      default: 'lifecycle',
      choices: modes,
      selects: true,
      parse: oneOf(modes),
    },
    {
      name: 'summary_interval',
      title: 'Summary interval',
      description: 'Seconds after which a connection that is still open reports what was added since, in summary mode; 0 to 86400, 0 is never.',
      type: 'number',
      default: '300',
      isFor: { argument: 'mode', values: ['summary'] },
      parse: numberBetween(0, 86400),
    },
    {
      name: 'close_fields',
      title: 'Fields of a close',
      description: `What close and listen_close repeat of what the connection began with, beside flow_id and the number, name and guid of the process, a comma list of ${closeFields.join(', ')}, or none: connection_id; user or user_id; process_path; container_id, container_runtime and pod_uid. A close that is its connection's only event says all in any case, as in summary mode.`,
      type: 'string',
      default: 'user',
      example: 'user, container',
      selects: true,
      parse: (text) => (unquoted(text).toLowerCase() === 'none' ? [] : someOf(closeFields)(text)),
    },
    {
      name: 'command_line_bytes',
      title: 'Command line bytes',
      description: 'The most bytes of a command line in an event of the probe tcp, 0 to 4096; 0 leaves it out, and with it the passwords that may stand in one. Of a longer one the beginning and the end are kept, with … between, and process_length has its length. The whole event is kept at 4900 bytes, of which Splunk extracts its fields: that leaves some 3400, escapes counted, where paths are short.',
      type: 'number',
      default: '512',
      selects: true,
      parse: numberBetween(0, 4096),
    },
  ],
} as const satisfies ProbeArguments;
