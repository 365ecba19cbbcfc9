/** Connections that fail or are slow, and those that are well. */
import { type Case, minute, now } from './case';
import type { Recorded } from './recorded';

/** Within the last quarter of an hour that is looked at, and the last hour. */
const justNow = now - 20 * minute;
const everything = (told: Recorded): Recorded => told.at(justNow);
const only = (process: string) => (told: Recorded): Recorded => told.of(process).at(justNow);

const scan = { search: 'Scan by a process', columns: ['host', 'user', 'process_name', 'failed', 'targets', 'addresses', 'ports', 'outcome'] } as const;
const burst = { search: 'Burst of failed connections to a destination', columns: ['dest', 'failed', 'ports', 'outcome', 'host', 'process_name'] } as const;
const dependency = { search: 'Failing dependency of a process', columns: ['host', 'process_name', 'dest', 'dest_port', 'failed', 'attempts', 'percent', 'errno', 'reason'] } as const;
const slow = { search: 'Slow handshakes by destination', columns: ['dest', 'dest_port', 'handshakes', 'slow', 'percent', 'host', 'process_name'] } as const;
const retransmits = { search: 'Retransmits by destination', columns: ['dest', 'dest_port', 'connections', 'host', 'process_name'] } as const;
const refused = ['ECONNREFUSED', 'refused: nothing listens on that port, or a firewall answers with a reset'] as const;
const timedOut = ['ETIMEDOUT', 'timed out: no answer at all; a firewall that drops, a host that is down or a route that leads nowhere'] as const;

export const failureCases: readonly Case[] = [
  { ...scan, when: 'a process tries 20 ports', events: everything, rows: [['web1', 'root', 'scanner', 20, 20, 1, 20, 'refused']] },
  { ...scan, when: 'one target fails 100 times', events: only('flood'), rows: [] },
  { ...burst, when: 'one target fails 100 times', events: everything, rows: [['10.77.0.3', 100, 1, 'refused', 'web1', 'flood']] },
  { ...burst, when: 'a process tries 20 ports', events: only('scanner'), rows: [] },
  {
    ...dependency, when: 'three destinations refuse or do not answer',
    events: everything,
    rows: [
      ['web1', 'flood', '10.77.0.3', '7008', 100, 100, 100, ...refused],
      ['web1', 'shop', '10.77.0.2', '7007', 6, 6, 100, ...refused],
      ['web1', 'shop', '10.77.0.9', '7007', 5, 5, 100, ...timedOut],
    ],
  },
  { ...dependency, when: 'localhost refuses at ::1', events: only('inner'), rows: [] },
  { ...dependency, when: 'all are well', events: only('agent'), rows: [] },
  { ...slow, when: 'five handshakes lost their SYN', events: everything, rows: [['10.77.0.4', '5432', 5, 5, 100, 'web1', 'crawler']] },
  { ...slow, when: 'they are too small a part', events: everything, macros: { slow_percent: '101' }, rows: [] },
  { ...slow, when: 'all are well', events: only('agent'), rows: [] },
  { ...retransmits, when: 'twenty connections sent again', events: everything, rows: [['10.77.0.5', '5432', 20, 'web1', 'sender']] },
  { ...retransmits, when: 'there are too few segments', events: only('crawler'), rows: [] },
];
