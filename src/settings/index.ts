/**
 * The one list of arguments. The scheme, inputs.conf, its spec, the command line and the documentation are made of
 * it; no other module knows a default or a bound. It is long because it is a list.
 */
import { isDeepStrictEqual } from 'node:util';
import { type ProbeName, probeNames } from '../probes/names';
import { deadFilters, doubtfulName, unspecifiedPeers } from './dead';
import { unquoted } from './lists';
import { parseNetworks } from './networks';
import { automaticOr, numberBetween, oneOf, parseBoolean, powerOfTwo, someOf } from './plain';
import { parseProcesses } from './processes';
import { parsePorts, parseUsers, userNamesIn } from './ranges';
import { type Parse, Refusal, shown } from './refusal';
import { suggestion } from './suggestion';

export { type ProbeName, probeNames } from '../probes/names';
export type { Network } from './networks';
export type { ProcessPattern } from './processes';
export type { Range } from './ranges';

export const directions = ['outbound', 'inbound', 'listening'] as const;
export type Direction = (typeof directions)[number];

export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

/** In the order of the form; the list below keeps to it. */
export const groups = [
  { name: 'trace', title: 'What to trace' },
  { name: 'filters', title: 'Filters' },
  { name: 'event', title: 'What an event says' },
  { name: 'tuning', title: 'Sizes and reports' },
] as const;

export interface Argument<T = unknown> {
  /** snake_case, as it stands in inputs.conf; none of Splunk's own attributes. */
  readonly name: string;
  /** Where it stands in the form. */
  readonly group: (typeof groups)[number]['name'];
  readonly title: string;
  /** One sentence or more, without markup: unit, what is allowed, what it is for. */
  readonly description: string;
  readonly type: 'string' | 'number' | 'boolean';
  /** As it stands in default/inputs.conf; it parses. */
  readonly default: string;
  /** All that is allowed, where it is one of a few words. */
  readonly choices?: readonly string[];
  readonly example?: string;
  /** It selects or hides: with a bad value nothing is traced. What only tunes falls back to its default. */
  readonly selects?: true;
  /** Without this probe, in another mode than this, or with none of these directions it does nothing. */
  readonly isFor?: { readonly probe?: ProbeName; readonly mode?: 'summary'; readonly directions?: readonly Direction[] };
  /** Of a text that is not empty. Throws a Refusal. */
  readonly parse: Parse<T>;
}

const modes = ['lifecycle', 'summary'] as const;
const userFormats = ['name', 'id', 'both'] as const;
const pathChoices = ['unnamed', 'always', 'never'] as const;
/** In the order of the keys. */
const closeFields = ['user', 'path', 'container'] as const;

export const argumentList = [
  {
    name: 'probes',
    group: 'trace',
    title: 'Probes',
    description: `What to trace, a comma list of ${probeNames.join(', ')}. tcp is every connection; tcp_state every state transition and retransmit every retransmitted segment, both many events.`,
    type: 'string',
    default: 'tcp',
    example: 'tcp, retransmit',
    selects: true,
    parse: someOf(probeNames),
  },
  {
    name: 'mode',
    group: 'trace',
    title: 'Mode',
    description: 'Of the probe tcp. lifecycle: an event when a connection begins and one when it ends. summary: one event at its end that says everything, for less volume.',
    type: 'string',
    default: 'lifecycle',
    choices: modes,
    selects: true,
    isFor: { probe: 'tcp' },
    parse: oneOf(modes),
  },
  {
    name: 'summary_interval',
    group: 'trace',
    title: 'Summary interval',
    description: 'Seconds after which a connection that is still open reports what was added since, in summary mode; 0 to 86400, 0 is never.',
    type: 'number',
    default: '300',
    isFor: { probe: 'tcp', mode: 'summary' },
    parse: numberBetween(0, 86400),
  },
  {
    name: 'direction',
    group: 'trace',
    title: 'Directions',
    description: `Which connections, a comma list of ${directions.join(', ')}, or all; listening is the begin and end of a listener.`,
    type: 'string',
    default: directions.join(','),
    example: 'outbound',
    selects: true,
    parse: (text) => (unquoted(text).toLowerCase() === 'all' ? directions : someOf(directions)(text)),
  },
  {
    name: 'existing_connections',
    group: 'trace',
    title: 'Existing connections',
    description: 'Also report the connections and listeners that are there when the input starts.',
    type: 'boolean',
    default: 'true',
    selects: true,
    parse: parseBoolean,
  },
  {
    name: 'include_splunk',
    group: 'trace',
    title: "Splunk's own connections",
    description: 'Also report the connections of this input and of the splunkd that runs it. On a forwarder each event sent makes another one.',
    type: 'boolean',
    default: 'false',
    selects: true,
    parse: parseBoolean,
  },
  {
    name: 'include_processes',
    group: 'filters',
    title: 'Only these processes',
    description: 'Comma list of process names as in /proc/<pid>/comm (the first 15 bytes; Node.js 24 is MainThread there); a * at the end stands for any rest. A name with a blank or comma stands in quotes: "tmux: server", nginx; a backslash keeps a single character, as in a\\*. Paths are refused: write curl for /usr/bin/curl. Empty is every process.',
    type: 'string',
    default: '',
    example: 'nginx, python3*',
    selects: true,
    parse: parseProcesses,
  },
  {
    name: 'exclude_processes',
    group: 'filters',
    title: 'Not these processes',
    description: 'Comma list of process names, as above. What is excluded stays out even if it is included too.',
    type: 'string',
    default: '',
    example: 'chronyd, kubelet',
    selects: true,
    parse: parseProcesses,
  },
  {
    name: 'include_users',
    group: 'filters',
    title: 'Only these users',
    description: 'Comma list of uids, ranges of uids, and names of users, as /etc/passwd or getent knows them; the effective user counts. Empty is every user.',
    type: 'string',
    default: '',
    example: '0, 1000-1999, www-data',
    selects: true,
    parse: parseUsers,
  },
  {
    name: 'exclude_users',
    group: 'filters',
    title: 'Not these users',
    description: 'Comma list of uids, ranges of uids, and names of users, as above.',
    type: 'string',
    default: '',
    example: 'backup',
    selects: true,
    parse: parseUsers,
  },
  {
    name: 'include_ports',
    group: 'filters',
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
    group: 'filters',
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
    group: 'filters',
    title: 'Only these networks',
    description: 'Comma list of remote addresses and networks, IPv4 and IPv6, without ports. ::/0 is every address, IPv4 too; 0.0.0.0/0 is every IPv4 address. Empty is every address. Addresses, and ports, are those of the peer that the socket has, whatever its program asked for (0.0.0.0, or what a cgroup program exchanged); where a connect fails before there is one, those asked for.',
    type: 'string',
    default: '',
    example: '10.0.0.0/8, 172.16.0.0/12, 2001:db8::/32',
    selects: true,
    isFor: { directions: ['outbound', 'inbound'] },
    parse: parseNetworks,
  },
  {
    name: 'exclude_networks',
    group: 'filters',
    title: 'Not these networks',
    description: 'Comma list of remote addresses and networks, IPv4 and IPv6.',
    type: 'string',
    default: '',
    example: '127.0.0.0/8, ::1',
    selects: true,
    isFor: { directions: ['outbound', 'inbound'] },
    parse: parseNetworks,
  },
  {
    name: 'user_format',
    group: 'event',
    title: 'Users as',
    description: 'name: user where the uid resolves, else user_id; id: user_id; both: both.',
    type: 'string',
    default: 'name',
    choices: userFormats,
    selects: true,
    parse: oneOf(userFormats),
  },
  {
    name: 'cgroup_path',
    group: 'event',
    title: 'Control group path',
    description: 'When the path of the control group is in events, as cgroup. unnamed: where it gives no container_id, pod_uid or systemd_unit; always; never.',
    type: 'string',
    default: 'unnamed',
    choices: pathChoices,
    selects: true,
    parse: oneOf(pathChoices),
  },
  {
    name: 'close_fields',
    group: 'event',
    title: 'Fields of a close',
    description: `What close and listen_close repeat of their process beside its number and name, a comma list of ${closeFields.join(', ')}, or none: user or user_id; process_path; container_id, container_runtime and pod_uid. A close that is its connection's only event says all in any case, as in summary mode.`,
    type: 'string',
    default: 'user',
    example: 'user, container',
    selects: true,
    isFor: { probe: 'tcp' },
    parse: (text) => (unquoted(text).toLowerCase() === 'none' ? [] : someOf(closeFields)(text)),
  },
  {
    name: 'command_line_bytes',
    group: 'event',
    title: 'Command line bytes',
    description: 'The most bytes of a command line in an event of the probe tcp, 0 to 4096; 0 leaves it out, and with it the passwords that may stand in one. Of a longer one the beginning and the end are kept, with … between, and process_length has its length. The whole event is kept at 4900 bytes, of which Splunk extracts its fields: that leaves some 3400, escapes counted, where paths are short.',
    type: 'number',
    default: '512',
    selects: true,
    isFor: { probe: 'tcp' },
    parse: numberBetween(0, 4096),
  },
  {
    name: 'ring_mb',
    group: 'tuning',
    title: 'Ring buffer MB',
    description: 'Size of the ring buffer between kernel and input, in MB of memory: a power of two from 1 to 256. 64 hold 350,000 samples, for bursts while the input gets no CPU. Enlarge it when health reports lost samples.',
    type: 'number',
    default: '64',
    parse: powerOfTwo(1, 256),
  },
  {
    name: 'max_connections',
    group: 'tuning',
    title: 'Most connections',
    description: 'The most connections followed at the same time, 1024 to 4194304, or auto: as many as half a percent of the host\'s memory holds, 65536 to 1048576. From kernel 6.1 on each takes 0.5 KB of kernel memory while it is open; before, auto is 65536, and each takes 0.3 KB from the start on. What health reports as untracked was beyond it.',
    type: 'string',
    default: 'auto',
    parse: automaticOr(1024, 4194304),
  },
  {
    name: 'health_interval',
    group: 'tuning',
    title: 'Health interval',
    description: 'Seconds between two health events, 10 to 3600. From 15 minutes on raise the macro ebpf_trace_silent_minutes, too.',
    type: 'number',
    default: '60',
    parse: numberBetween(10, 3600),
  },
  {
    name: 'log_level',
    group: 'tuning',
    title: 'Log level',
    description: `The least level that is written to splunkd.log: ${logLevels.join(', ')}.`,
    type: 'string',
    default: 'INFO',
    choices: logLevels,
    parse: oneOf(logLevels),
  },
] as const satisfies readonly Argument[];

type Listed = (typeof argumentList)[number];
type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

/** The arguments in camelCase, parsed: `ring_mb` is `ringMb`, in the units of its description. */
export type Settings = { readonly [A in Listed as Camel<A['name']>]: ReturnType<A['parse']> };

export interface ParsedSettings {
  /** An argument with a problem has its default here. */
  readonly settings: Settings;
  /** One message each, of one line: argument, value, what is allowed. */
  readonly problems: readonly string[];
  /** Those of them that forbid to trace: else a typing error would show what was meant to stay hidden. */
  readonly refusals: readonly string[];
  /** The others, with the default that is used. */
  readonly fallbacks: readonly string[];
  /** What is right by itself and does nothing, or hides everything, beside the others: a line each. */
  readonly warnings: readonly string[];
  /** Names of users in filters, which a container's user database knows otherwise than the host's. */
  readonly userNames: readonly string[];
}

interface Problem {
  readonly text: string;
  readonly argument: Argument;
}

/** Settings from a stanza's params. What is missing or empty has its default; params that are no argument are ignored, with a warning where one is nearly meant. */
export function parseSettings(params: Readonly<Record<string, string>>): ParsedSettings {
  const found: Problem[] = [];
  const entries = argumentList.map((argument: Argument) => {
    const given = (Object.hasOwn(params, argument.name) ? params[argument.name] : undefined) ?? '';
    return [camelCase(argument.name), parsed(argument, given.trim() === '' ? argument.default : given, found)];
  });
  const settings = Object.fromEntries(entries) as Settings;
  return {
    settings,
    problems: found.map(({ text }) => text),
    refusals: found.filter(({ argument }) => argument.selects).map(({ text }) => text),
    fallbacks: found.filter(({ argument }) => !argument.selects).map(({ text, argument }) => `${text}; using ${argument.default}`),
    warnings: [...mistypedNames(params), ...argumentList.flatMap((argument: Argument) => whyIdle(argument, settings)), ...doubtfulFilters(params, settings)],
    userNames: found.length > 0 ? [] : ['include_users', 'exclude_users'].flatMap((name) => userNamesIn(params[name] ?? '')),
  };
}

/** What is nearly an argument's name does nothing; splunkd's own attributes of a stanza are near none. */
function mistypedNames(params: Readonly<Record<string, string>>): string[] {
  const names = argumentList.map(({ name }) => name as string);
  return Object.keys(params).filter((name) => !names.includes(name)).flatMap((name) => {
    const meant = suggestion(name.trim().toLowerCase().replaceAll('-', '_'), names);
    return meant === undefined ? [] : [`${shown(name)} is no setting and does nothing; did you mean ${meant}?`];
  });
}

/** Of an argument that is not at its default and does nothing with this probe or mode, a line that says so. */
function whyIdle({ name, default: usual, isFor, parse }: Argument, settings: Settings): string[] {
  if (isFor === undefined || isDeepStrictEqual(settings[camelCase(name) as keyof Settings], parse(usual))) return [];
  const { probe, mode = settings.mode, directions: some = settings.direction } = isFor;
  const idle = (what: string): string[] => [`${name} does nothing here: it is for ${what}`];
  if (probe !== undefined && !settings.probes.includes(probe)) return idle(`the probe ${probe}, which is off`);
  if (mode !== settings.mode) return idle(`mode = ${mode}`);
  return some.some((direction) => settings.direction.includes(direction)) ? [] : idle(`direction = ${some.join(', ')}`);
}

function doubtfulFilters(params: Readonly<Record<string, string>>, settings: Settings): string[] {
  const { include_processes: include = '', exclude_processes: exclude = '' } = params;
  return [
    ...deadFilters(settings),
    ...doubtfulName('include_processes', include, settings.includeProcesses), ...doubtfulName('exclude_processes', exclude, settings.excludeProcesses),
    ...unspecifiedPeers('include_networks', settings.includeNetworks), ...unspecifiedPeers('exclude_networks', settings.excludeNetworks),
  ];
}

function parsed(argument: Argument, text: string, found: Problem[]): unknown {
  try {
    return argument.parse(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    found.push({ text: `${argument.name} = ${shown(text)}: ${error.message}`, argument });
    return argument.parse(argument.default);
  }
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
