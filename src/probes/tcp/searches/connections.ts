/** Reports: no alerts, to be run by hand. */
import type { SavedSearch } from '../../../splunk/search';
import { tcp } from './terms';

export const connectionReports: readonly SavedSearch[] = [
  {
    title: 'Connections by wget and python',
    hit: 'A connection that wget or a python opened or tried to open, one row each, with what came of it.',
    advice: 'Copy it and name other processes. open means that it had not ended in the time range. Bytes are all that the connection carried.',
    search: [
      `${tcp} direction=outbound process_name IN (wget, python*)`,
      '`ebpf_trace_whole`',
      'stats min(_time) AS _time values(user) AS user values(process_name) AS process_name values(process) AS process '
        + 'values(dest) AS dest values(dest_port) AS dest_port values(app) AS app values(outcome) AS outcome sum(connection_ends) AS ended '
        + 'sum(bytes_in) AS bytes_in sum(bytes_out) AS bytes_out max(duration) AS duration BY host flow_id',
      'eval outcome=case(ended==0, "open", isnotnull(outcome), outcome, true(), "success")',
      'fillnull value=0 bytes_in bytes_out',
      'sort 0 - _time',
      'table _time host user process_name dest dest_port app outcome bytes_in bytes_out duration process',
    ],
    earliest: '-24h@h',
    latest: 'now',
  },
  {
    title: 'Both ends of connections',
    hit: 'A connection of which both hosts run the input, one row each: who opened it, what it asked for, who accepted it, and whom that saw.',
    advice: 'Addresses that differ were translated on the way. A connection whose other end is not here has no row; docs/limits.md says what parts the ends.',
    search: [
      `${tcp} connection_id=*`,
      '`ebpf_trace_both_ends`',
      'sort 0 - _time connection_id',
      'table _time from_host from_user from_process from_ip asked_ip asked_port to_host to_user to_process to_ip to_port seen_ip connection_id',
    ],
    earliest: '-60m@m',
    latest: 'now',
  },
];
