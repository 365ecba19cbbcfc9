/** Arguments of all probes that need connections. */
import type { Group } from '../../settings/argument';
import { unquoted } from '../../settings/lists';
import { parseNetworks } from '../../settings/networks';
import { automaticOr, oneOf, parseBoolean, someOf } from '../../settings/plain';
import { parsePorts } from '../../settings/ranges';

export const directions = ['outbound', 'inbound', 'listening'] as const;
export type Direction = (typeof directions)[number];

const systemCallChoices = ['auto', 'off', 'tracepoints'] as const;

export const connectionArguments = {
  name: 'connections',
  title: 'Connections',
  arguments: [
    {
      name: 'direction',
      title: 'Directions',
      description: `Which connections: all, or a comma list of ${directions.join(', ')}; listening is the begin and end of a listener.`,
      type: 'string',
      default: 'all',
      example: 'outbound',
      selects: true,
      parse: (text) => (unquoted(text).toLowerCase() === 'all' ? directions : someOf(directions)(text)),
    },
    {
      name: 'existing_connections',
      title: 'Existing connections',
      description: 'Also report the connections and listeners that are there when the input starts.',
      type: 'boolean',
      default: 'true',
      selects: true,
      parse: parseBoolean,
    },
    {
      name: 'include_ports',
      title: 'Only these ports',
      description: 'Comma list of destination ports and ranges of them (8000-8100), 1 to 65535, no names; a listener counts by its own port. Empty is every port.',
      type: 'string',
      default: '',
      example: '22, 443, 8000-8100',
      selects: true,
      parse: parsePorts,
    },
    {
      name: 'exclude_ports',
      title: 'Not these ports',
      description: 'Comma list of destination ports and ranges of them, 1 to 65535.',
      type: 'string',
      default: '',
      example: '9997, 8089',
      selects: true,
      parse: parsePorts,
    },
    {
      name: 'include_networks',
      title: 'Only these networks',
      description: 'Comma list of remote addresses and networks, IPv4 and IPv6, without ports. ::/0 is every address, IPv4 too; 0.0.0.0/0 is every IPv4 address. Empty is every address. Addresses, and ports, are those of the peer that the socket has, whatever its program asked for (0.0.0.0, or what a cgroup program exchanged); where a connect fails before there is one, those asked for.',
      type: 'string',
      default: '',
      example: '10.0.0.0/8, 172.16.0.0/12, 2001:db8::/32',
      selects: true,
      isFor: { argument: 'direction', values: ['outbound', 'inbound'] },
      parse: parseNetworks,
    },
    {
      name: 'exclude_networks',
      title: 'Not these networks',
      description: 'Comma list of remote addresses and networks, IPv4 and IPv6.',
      type: 'string',
      default: '',
      example: '127.0.0.0/8, ::1',
      selects: true,
      isFor: { argument: 'direction', values: ['outbound', 'inbound'] },
      parse: parseNetworks,
    },
    {
      name: 'system_calls',
      title: 'System calls',
      description: 'How accepts, listens, opens of files, and connects and execs that fail at once are seen. auto: by functions of the kernel (fexit), which adds nothing to other calls; where the kernel refuses that, by tracepoints of system calls, any one of which makes every system call of the host some 80 ns longer. off: never by those, so that there such connects (connect_calls) and execs (failed_execs) are not reported, no open of a file is (file_opens), an accept is when its process first reads, writes or closes (accept_calls), and a listener within a second (listen_calls). tracepoints: always by those.',
      type: 'string',
      default: 'auto',
      choices: systemCallChoices,
      alsoFor: ['process', 'file'],
      parse: oneOf(systemCallChoices),
    },
    {
      name: 'community_id',
      title: 'Community ID',
      description: 'Also the Community ID (version 1, seed 0) of each connection, by which Zeek, Suricata and other sensors name the same addresses and ports.',
      type: 'boolean',
      default: 'false',
      parse: parseBoolean,
    },
    {
      name: 'max_connections',
      title: 'Most connections',
      description: 'The most connections followed at the same time, 1024 to 4194304, or auto: as many as half a percent of the host\'s memory holds, 65536 to 1048576. From kernel 6.1 on each takes 0.5 KB of kernel memory while it is open; before, auto is 65536, and each takes 0.3 KB from the start on. What health reports as untracked was beyond it.',
      type: 'string',
      default: 'auto',
      parse: automaticOr(1024, 4194304),
    },
  ],
} as const satisfies Group;
