/** Macros over the events of connections. */
import type { Macro } from '../../../splunk/macro';

/** What the last existing says counts instead of what came before it. */
const wholeOf = (field: string): string => `${field}=case(event=="existing" AND _time==existed, ${field}_before, isnotnull(existed) AND _time<=existed, null(), true(), ${field})`;

/** A row's column, and what the event of one end gives it. */
const ends = [
  ['from_host', 'outbound', 'host'], ['from_process', 'outbound', 'process_name'], ['from_user', 'outbound', 'user'], ['from_ip', 'outbound', 'src_ip'],
  ['asked_ip', 'outbound', 'dest_ip'], ['asked_port', 'outbound', 'dest_port'],
  ['to_host', 'inbound', 'host'], ['to_process', 'inbound', 'process_name'], ['to_user', 'inbound', 'user'], ['to_ip', 'inbound', 'dest_ip'],
  ['to_port', 'inbound', 'dest_port'], ['seen_ip', 'inbound', 'src_ip'],
] as const;
const ofEnds = ends.map(([column, direction, field]) => `${column}=if(direction=="${direction}", ${field}, null())`).join(', ');

export const tcpMacros: readonly Macro[] = [
  {
    name: 'ebpf_trace_both_ends',
    definition: `eval ${ofEnds} | stats min(_time) AS _time ${ends.map(([column]) => `values(${column}) AS ${column}`).join(' ')} BY connection_id`
      + ' | where isnotnull(from_host) AND isnotnull(to_host)',
    description: 'After a pipe: a row for each connection of which both ends are among the events, by connection_id: who opened it, what it asked for, who accepted it, and whom that saw. Addresses that were translated between them differ.',
  },
  {
    name: 'ebpf_trace_leaves_host',
    definition: 'NOT (src==dest OR dest=="::1" OR like(dest, "127.%"))',
    description: 'For where: true of connections between two hosts (or containers), false within one.',
  },
  {
    name: 'ebpf_trace_whole',
    definition: 'eval existed=if(event=="existing", _time, null()) | eventstats max(existed) AS existed BY host flow_id'
      + ` | eval ${wholeOf('bytes_in')}, ${wholeOf('bytes_out')} | fields - existed`,
    description: 'After a pipe: makes the sums of bytes_in and bytes_out by host and flow_id what the connection carried, also over restarts of the input in summary mode. Its last existing event, or all of its events, must be in the time range.',
  },
];
