/** The options of run: the settings of inputs.conf with dashes, short words for the usual ones, and what only a terminal has. */
import { usualProbes } from '../../probes/arguments';
import { argumentList, type ProbeName, probeNames } from '../../settings';

/** The probe whose events are the beginnings and ends of connections. */
export const connectionProbe: ProbeName = 'tcp';

export interface Option {
  /** As it is typed, without its dashes. */
  readonly name: string;
  readonly short?: string;
  readonly type: 'string' | 'boolean';
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly description: string;
}

/** Those that inputs.conf does not have, and the probes, in the order of the help. */
export const ownOptions: readonly Option[] = [
  { name: 'pid', short: 'p', type: 'string', value: 'PID', description: 'only these processes (12 or 12,34); all are traced, the others are not shown' },
  { name: 'port', short: 'P', type: 'string', value: 'PORT', description: 'only these destination ports: 443 or 80,8000-8100' },
  { name: 'process', type: 'string', value: 'NAME', description: 'only these programs; the same as NAME alone' },
  { name: 'user', short: 'u', type: 'string', value: 'USER', description: 'only these users, by name or uid' },
  { name: 'network', type: 'string', value: 'NETWORK', description: 'only these remote addresses: 10.0.0.0/8' },
  { name: 'probes', type: 'string', value: 'LIST', description: `what to trace: ${usualProbes.join(', ')} (default), ${probeNames.filter((name) => !usualProbes.includes(name)).join(', ')}` },
  { name: 'failed', type: 'boolean', description: 'only connections that failed: refused, timed out, unreachable, reset' },
  { name: 'count', short: 'n', type: 'string', value: 'NUMBER', description: 'end after so many lines' },
  { name: 'duration', type: 'string', value: 'SECONDS', description: 'end after so many seconds' },
  { name: 'top', type: 'boolean', description: 'who talks to whom, refreshed each second' },
  { name: 'events', type: 'boolean', description: 'a line an event in place of a line a connection' },
  { name: 'json', type: 'boolean', description: 'events as JSON, one a line: --format json' },
  { name: 'format', type: 'string', value: 'FORMAT', description: 'table, json or xml (what the input writes)' },
];

/** Shorter words for settings. */
export const aliases: Readonly<Record<string, string>> = {
  probe: 'probes', port: 'include_ports', process: 'include_processes', user: 'include_users', network: 'include_networks',
};

const settingOptions = argumentList.map(({ name }): Option => ({ name: dashed(name), type: 'string', description: '' }));
const unlisted: readonly Option[] = [{ name: 'probe', type: 'string', description: '' }, { name: 'help', short: 'h', type: 'boolean', description: '' }];

export const options: readonly Option[] = [...ownOptions, ...unlisted, ...settingOptions];

export function dashed(name: string): string {
  return name.replaceAll('_', '-');
}

/** Lists may be given in parts: -P 80 -P 443. */
export function isList(name: string): boolean {
  return name === 'pid' || /^(include|exclude)_(processes|users|ports|networks)$/.test(name);
}

const names = argumentList.map(({ name }) => (name.includes('_') ? name : `${name}(?= = )`)).join('|');
const asSettings = new RegExp(`(?<![\\w-])(?:${names})(?![\\w-])`, 'g');

/** A text that names settings as inputs.conf does, with the options of run. One that is a word is a setting before its value. */
export function asOptions(text: string): string {
  return text.replace(asSettings, (name) => `--${dashed(name)}`);
}
