/** Programs that are, reach or start what they hardly ever should, and those that do not. */
import { type Case, minute, now } from './case';
import type { Recorded } from './recorded';
import { shownUser } from '../truth/tracer';

const root = shownUser(0);

const recently = now - 30 * minute;
const everything = (recorded: Recorded): Recorded => recorded.at(recently);
const ordinary = (recorded: Recorded): Recorded => recorded.of('agent').at(recently);

const columns = ['host', 'user', 'process_name', 'dest', 'dest_port', 'connections'] as const;
const shell = { search: 'Shell that connects out', columns: [...columns, 'process'] } as const;
const started = { search: 'Programs started by a shell that connect out', columns } as const;
const temporary = { search: 'Program in a temporary folder that connects out', columns: ['process_name', 'process_path', 'dest', 'dest_port', 'connections'] } as const;
const metadata = { search: 'Cloud metadata read by a process', columns } as const;
const tool = { search: 'Connection to the port of a known tool', columns } as const;

const thief = (dest: string, port: number) => ['web1', root, 'thief', dest, String(port), 1] as const;
const implant = [['web1', root, 'implant', '10.77.0.2', '4444', 1]] as const;
const dropped = expect.stringMatching(/^\/tmp\/dropped-\w+\/dropper$/) as string;
const deleted = expect.stringMatching(/^\/tmp\/dropped-\w+\/ghost \(deleted\)$/) as string;
const bash = ['web1', root, 'bash', '10.77.0.2', '5432', 1, expect.stringMatching(/^bash -c exec 3<>\/dev\/tcp\/10\.77\.0\.2/) as string] as const;

export const programCases: readonly Case[] = [
  { ...shell, when: 'bash connects to another host and within its own, and sh starts one that connects', events: everything, rows: [bash] },
  { ...shell, when: 'others connected', events: ordinary, rows: [] },
  {
    ...started, when: 'bash connects by itself, and sh starts two that connect', events: everything,
    rows: [['web1', root, 'dropper', '10.77.0.2', '80', 1], ['web1', root, 'helper', '10.77.0.2', '5432', 1]],
  },
  { ...started, when: 'others connected', events: ordinary, rows: [] },
  {
    ...temporary, when: 'one lies in /tmp, and one there has deleted itself', events: everything,
    rows: [['dropper', dropped, '10.77.0.2', '80', 1], ['ghost', deleted, '10.77.0.2', '5432', 1]],
  },
  { ...temporary, when: 'one was deleted elsewhere', events: everything, macros: { temporary_paths: '("/nowhere/*")' }, rows: [['ghost', deleted, '10.77.0.2', '5432', 1]] },
  { ...temporary, when: 'an upgrade replaced it', events: everything, macros: { temporary_paths: '("/nowhere/*")', upgraded_paths: '("/tmp/*")' }, rows: [] },
  { ...temporary, when: 'others connected', events: ordinary, rows: [] },
  {
    ...metadata, when: 'a process reads it by both protocols, and is refused at another port', events: everything,
    rows: [thief('169.254.169.254', 80), thief('fd00:ec2::254', 5432)],
  },
  { ...metadata, when: 'it is an agent of the cloud', events: everything, macros: { not_noisy: 'NOT process_name=thief' }, rows: [] },
  { ...metadata, when: 'others connected', events: ordinary, rows: [] },
  { ...tool, when: 'a process connects to 4444', events: everything, rows: implant },
  { ...tool, when: 'that port is a service of ours', events: everything, macros: { tool_ports: '(31337)' }, rows: [] },
];
