/** The arguments of everybody, whatever probes are on. */
import { probeArguments, usualProbes } from '../probes/arguments';
import { probeNames } from '../probes/names';
import type { Group } from './argument';
import { numberBetween, oneOf, parseBoolean, powerOfTwo, someOf } from './plain';
import { parseProcesses } from './processes';
import { parseUsers } from './ranges';

export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

const userFormats = ['name', 'id', 'both'] as const;
const pathChoices = ['unnamed', 'always', 'never'] as const;

export const trace = {
  name: 'trace',
  title: 'What to trace',
  arguments: [
    {
      name: 'probes',
      title: 'Probes',
      description: `What to trace, a comma list of ${probeNames.join(', ')}. ${probeArguments.map(({ name, brief }) => `${name} is ${brief}`).join('; ')}.`,
      type: 'string',
      default: usualProbes.join(', '),
      selects: true,
      parse: someOf(probeNames),
    },
    {
      name: 'include_splunk',
      title: "Splunk's own connections",
      description: 'Also report the connections of this input and of the splunkd that runs it. On a forwarder each event sent makes another one.',
      type: 'boolean',
      default: 'false',
      selects: true,
      parse: parseBoolean,
    },
  ],
} as const satisfies Group;

export const filters = {
  name: 'filters',
  title: 'Filters',
  arguments: [
    {
      name: 'include_processes',
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
      title: 'Not these users',
      description: 'Comma list of uids, ranges of uids, and names of users, as above.',
      type: 'string',
      default: '',
      example: 'backup',
      selects: true,
      parse: parseUsers,
    },
  ],
} as const satisfies Group;

export const event = {
  name: 'event',
  title: 'What an event says',
  arguments: [
    {
      name: 'user_format',
      title: 'Users as',
      description: 'name: user where the uid resolves, else user_id; id: user_id; both: both.',
      type: 'string',
      default: 'name',
      choices: userFormats,
      selects: true,
      parse: oneOf(userFormats),
    },
    {
      name: 'mask_secrets',
      title: 'Mask secrets',
      description: 'Show *** for values in command lines whose names say that they are secret: of options and variables as password, token, secret, key; of the headers Authorization and Cookie; of user:password in a URL; of -p of mysql and sshpass and the like. What no name shows is not masked.',
      type: 'boolean',
      default: 'true',
      selects: true,
      parse: parseBoolean,
    },
    {
      name: 'cgroup_path',
      title: 'Control group path',
      description: 'When the path of the control group is in events, as cgroup. unnamed: where it gives no container_id, pod_uid or systemd_unit; always; never.',
      type: 'string',
      default: 'unnamed',
      choices: pathChoices,
      selects: true,
      parse: oneOf(pathChoices),
    },
  ],
} as const satisfies Group;

export const tuning = {
  name: 'tuning',
  title: 'Sizes and reports',
  arguments: [
    {
      name: 'ring_mb',
      title: 'Ring buffer MB',
      description: 'Size of the ring buffer between kernel and input, in MB of memory: a power of two from 1 to 256. 16 hold 87,000 samples, for bursts while the input gets no CPU. Enlarge it when health reports lost samples.',
      type: 'number',
      default: '16',
      parse: powerOfTwo(1, 256),
    },
    {
      name: 'health_interval',
      title: 'Health interval',
      description: 'Seconds between two health events, 10 to 3600. From 15 minutes on raise the macro ebpf_trace_silent_minutes, too.',
      type: 'number',
      default: '60',
      parse: numberBetween(10, 3600),
    },
    {
      name: 'log_level',
      title: 'Log level',
      description: `The least level that is written to splunkd.log: ${logLevels.join(', ')}.`,
      type: 'string',
      default: 'INFO',
      choices: logLevels,
      parse: oneOf(logLevels),
    },
  ],
} as const satisfies Group;
