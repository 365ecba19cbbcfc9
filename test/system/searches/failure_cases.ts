/** Connections that fail or are slow, and those that are well. */
import { type Case, minute, now } from './case';
import { all, type Recorded } from './recorded';
import { shownUser } from '../truth/tracer';

const root = shownUser(0);

/** Within the last quarter of an hour that is looked at, and the last hour. */
const justNow = now - 20 * minute;
const everything = (recorded: Recorded): Recorded => recorded.at(justNow);
const only = (process: string) => (recorded: Recorded): Recorded => recorded.of(process).at(justNow);

const scan = { search: 'Scan by a process', columns: ['host', 'user', 'process_name', 'failed', 'targets', 'addresses', 'ports', 'outcome'] } as const;
const burst = { search: 'Burst of failed connections to a destination', columns: ['dest', 'failed', 'ports', 'outcome', 'host', 'process_name'] } as const;
const dependency = { search: 'Failing dependency of a process', columns: ['host', 'process_name', 'dest', 'dest_port', 'failed', 'attempts', 'percent', 'errno', 'reason'] } as const;
const slow = { search: 'Slow handshakes by destination', columns: ['dest', 'dest_port', 'handshakes', 'slow', 'percent', 'host', 'process_name'] } as const;
const fanOut = { search: 'Fan-out of a process', columns: ['host', 'user', 'process_name', 'dest_port', 'addresses', 'connections'] } as const;
const retransmits = { search: 'Retransmits by other end', columns: ['direction', 'peer', 'dest_port', 'ends', 'host', 'process_name'] } as const;
const scanned = (recorded: Recorded, from: number, to: number): Recorded => recorded.of('scanner').where(({ dest_port: at }) => Number(at) >= from && Number(at) <= to);
const refused = ['ECONNREFUSED', 'refused: nothing listens on that port, or a firewall answers with a reset'] as const;
const timedOut = ['ETIMEDOUT', 'timed out: no answer at all; a firewall that drops, a host that is down or a route that leads nowhere'] as const;

export const failureCases: readonly Case[] = [
  { ...scan, when: 'a process tries 20 ports', events: everything, rows: [['web1', root, 'scanner', 20, 20, 1, 20, 'refused']] },
  {
    ...scan, when: 'it tries ten ports on each side of a border of two quarters',
    events: (recorded) => all([scanned(recorded, 7100, 7109).at(now - 26 * minute), scanned(recorded, 7110, 7119).at(now - 24 * minute)]),
    rows: [['web1', root, 'scanner', 20, 20, 1, 20, 'refused']],
  },
  { ...scan, when: 'one target fails 100 times', events: only('flood'), rows: [] },
  { ...fanOut, when: 'a process reaches 20 addresses at one port', events: everything, rows: [['web1', root, 'spreader', '5432', 20, 20]] },
  { ...fanOut, when: 'a process tries 20 ports of one address', events: only('scanner'), rows: [] },
  { ...fanOut, when: 'the port is that of the web', events: only('spreader'), macros: { fan_out_left_out: '(80, 5432)' }, rows: [] },
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
  {
    ...retransmits, when: 'twenty connections that a process opened sent again, and forty that it accepted', events: (recorded) => all([only('sender')(recorded), only('source')(recorded)]),
    rows: [['inbound', '10.77.0.2', '7006', 40, 'web1', 'source'], ['outbound', '10.77.0.5', '5432', 20, 'web1', 'sender']],
  },
  { ...retransmits, when: 'there are too few segments', events: only('crawler'), rows: [] },
];
