/** What run says that it traces: what the probes report, and what the filters leave of it. */
import { sampleProbes } from '../../probes';
import type { ProbeName } from '../../probes/names';
import { cut, safeText } from '../../text/terminal';

/** The options that filter, in the order in which they are said: what stands before one value, and before several. */
const introductions: readonly (readonly [name: string, before: string, beforeSeveral?: string])[] = [
  ['include_processes', 'of'],
  ['pid', 'of process', 'of processes'],
  ['include_users', 'of user', 'of users'],
  ['include_ports', 'to port', 'to ports'],
  ['include_networks', 'with'],
  ['direction', 'that are'],
  ['exclude_processes', 'except of'],
  ['exclude_users', 'except of user', 'except of users'],
  ['exclude_ports', 'except to port', 'except to ports'],
  ['exclude_networks', 'except with'],
];

/** @param values by the option's name, as they were given */
export function filterWords(values: ReadonlyMap<string, string>): string {
  const parts = introductions.flatMap(([name, before, several = before]) => {
    const entries = (values.get(name) ?? '').split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
    return entries.length === 0 ? [] : [`${entries.length > 1 || /^\d+\D+\d+$/.test(entries[0] ?? '') ? several : before} ${entries.join(', ')}`];
  });
  return [...parts, ...(values.has('failed') ? ['that failed'] : [])].join(' ');
}

/** "TCP connections, processes of wget": in at most so many cells. */
export function tracedText(probes: readonly ProbeName[], command: readonly string[], scope: string, width: number): string {
  const titles = sampleProbes.filter(({ name }) => probes.includes(name)).map(({ title }) => title.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()));
  const what = command.length === 0 ? titles.join(', ') : `the ${titles.join(', ')} of ${command[0]}`;
  return cut(safeText(scope === '' ? what : `${what} ${scope}`), width);
}
