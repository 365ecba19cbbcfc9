/** From when on a search over connections has a hit. Each is a macro: set it once, in local/macros.conf. */
import { programLists } from '../../../services/owners/knowledge';
import { type Macro, threshold } from '../../../splunk/macro';

export const tcpThresholds: readonly Macro[] = [
  threshold('new_max_destinations', 20, 'A process that had more destinations than these before is never reported for a new one.'),
  threshold('ephemeral_port', 32768, 'Listening ports from here on are one port: they are chosen by the kernel.'),
  ...programLists,
  threshold('metadata_addresses', '("169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "100.100.100.200")',
    'Addresses where clouds give credentials, in parentheses: of all of them; of containers and pods of AWS; both by IPv6; of Google by IPv6; of Alibaba.'),
  threshold('tool_ports', '(1337, 3333, 4444, 6667, 9001, 14444, 31337, 40056, 50050)',
    'Default ports of tools, in parentheses: 1337 and 31337 back doors, 3333 and 14444 mining, 4444 Metasploit, 6667 IRC, 9001 Tor, 40056 Havoc, 50050 Cobalt Strike.'),
  threshold('fan_out_addresses', 20, 'Addresses that one process reaches at one port within an hour: a fan-out.'),
  threshold('fan_out_left_out', '(80, 443)', 'Ports at which many addresses are usual, in parentheses.'),
  threshold('scan_targets', 15, 'Destinations (address and port) to which one process fails to connect: a scan.'),
  threshold('failed_burst', 100, 'Failed connections to one destination: a burst.'),
  threshold('dependency_failures', 5, 'Refused or timed-out connections of a process to one destination.'),
  threshold('dependency_percent', 10, 'How many percent of all attempts these have to be.'),
  threshold('slow_handshake', 0.5, 'Seconds from which a handshake is slow. A SYN that was lost costs one second.'),
  threshold('slow_handshakes', 5, 'Slow handshakes with one destination.'),
  threshold('slow_percent', 1, 'How many percent of all handshakes these have to be.'),
  threshold('retransmit_percent', 5, 'Percent of the segments to one other end that are sent again.'),
  threshold('retransmit_packets', 100, 'Segments to an other end below which percents mean nothing.'),
  threshold('bytes_out_factor', 3, 'Times its largest day before: a process that sends as much is reported.'),
  threshold('bytes_out_mb', 100, 'Megabytes (of 1024 * 1024 bytes) a day below which nothing is unusual.'),
  threshold('baseline_days', 3, 'Days on which a process must have sent before it has a baseline.'),
  threshold('beacon_intervals', 10, 'Intervals between connections below which nothing is regular.'),
  threshold('beacon_percent', 80, 'Percent of the intervals that have to be near the median one.'),
  threshold('beacon_tolerance', 10, 'How near: percent of the median interval.'),
  threshold('beacon_seconds', 30, 'Median intervals below this are load, not a beacon.'),
  threshold('long_hours', 8, 'Hours from which a connection is long. If you raise it, let the time range of the search begin 25 hours earlier than these.'),
];
