/** What a process does that attackers do too: much that is sent, beacons, connections that stay. */
import { index, lag, notNoisy, type SavedSearch, week } from '../../../splunk/search';
import { leavesHost, tcp } from './terms';

const megabyte = '1048576';
const pair = 'host process_name dest dest_port';

export const behaviourAlerts: readonly SavedSearch[] = [
  {
    title: 'Bytes out far above the usual of a process',
    hit: 'In the last 24 hours a process sent several times what it sent to other hosts on its largest day of the week before.',
    advice: 'Find the destinations: same process and time, bytes_out by dest. A backup or a release explains it, or data leaves.',
    search: [
      `${tcp} event IN (close, flow)`,
      leavesHost,
      'bin span=1h _time',
      'stats sum(bytes_out) AS bytes BY host process_name _time',
      'eval day=floor((now()-_time)/86400)',
      'stats sum(bytes) AS bytes BY host process_name day',
      'eval recent=if(day==0, bytes, null()), before=if(day>0, bytes, null())',
      'stats sum(recent) AS bytes_out max(before) AS most_before avg(before) AS mean_before count(before) AS days_before BY host process_name',
      `where days_before>=\`ebpf_trace_baseline_days\` AND bytes_out>=\`ebpf_trace_bytes_out_mb\`*${megabyte} AND bytes_out>=\`ebpf_trace_bytes_out_factor\`*most_before`,
      'eval times=round(bytes_out/most_before, 1), mean_before=round(mean_before)',
      'table host process_name bytes_out most_before mean_before days_before times',
      'sort 0 - bytes_out',
    ],
    ...week,
    alert: {
      cron: '2 4 * * *', severity: 'warning', suppress: { fields: ['host', 'process_name'], forTime: '2d' },
      risk: { attack: ['T1048', 'T1567'], objects: [['host', 'system', 30]] },
    },
  },
  {
    title: 'Periodic connections',
    hit: 'In the last 24 hours a process connected to the same destination at regular intervals, as command-and-control beacons do.',
    advice: 'Most are health checks and pollers: name them in the noise lookup. Look at what nobody knows, at night most of all.',
    search: [
      `${tcp} direction=outbound event IN (close, connect_failed) ${notNoisy}`,
      leavesHost,
      'eval start=round(_time-coalesce(duration, 0))',
      `stats sum(connections) AS connections BY ${pair} start`,
      `eventstats count AS starts BY ${pair}`, // neither single connections nor load are worth the sorting
      'where starts>`ebpf_trace_beacon_intervals` AND starts<=2*86400/`ebpf_trace_beacon_seconds`',
      `sort 0 ${pair} start`,
      `streamstats current=f last(start) AS previous BY ${pair}`,
      'eval interval=start-previous',
      `eventstats median(interval) AS period BY ${pair}`,
      'eval regular=if(abs(interval-period)<=period*`ebpf_trace_beacon_tolerance`/100, 1, 0)',
      `stats min(start) AS _time max(start) AS last_seen sum(connections) AS connections count(interval) AS intervals sum(regular) AS regular max(period) AS period BY ${pair}`,
      'eval percent=round(100*regular/intervals)',
      'where intervals>=`ebpf_trace_beacon_intervals` AND period>=`ebpf_trace_beacon_seconds` AND percent>=`ebpf_trace_beacon_percent`',
      `table _time ${pair} period percent intervals connections`,
      `sort 0 -percent -intervals ${pair}`,
    ],
    earliest: '-24h@h',
    latest: lag,
    alert: {
      cron: '17 4 * * *', severity: 'warning', suppress: { fields: ['host', 'process_name', 'dest', 'dest_port'], forTime: '7d' },
      risk: { attack: ['T1071', 'T1573', 'T1029'], objects: [['host', 'system', 20]], threat: 'dest' },
    },
  },
  {
    title: 'Long-lived connections',
    hit: 'A connection with another host that is open for hours, or was: a tunnel, a remote shell, a stuck client, or a database pool. open: no end in the last 33 hours, nor a new start of its input since; hours are then those until now.',
    advice: 'Name those that are meant to stay in the noise lookup, look at the rest. What ended while its host or input was down is not found, nor, with existing_connections = false, what was open before the start. Costly with many connections; mode = summary needs no pairing.',
    search: [
      `${index} sourcetype IN (ebpf:tcp, ebpf:health) ((direction IN (inbound, outbound) ${notNoisy}) OR event=start)`,
      'where event=="start" OR `ebpf_trace_leaves_host`',
      'eval start=_time-coalesce(duration, 0), started=if(event=="start", _time, null())',
      'fillnull value="-" flow_id',
      'stats min(start) AS _time max(_time) AS last_seen max(started) AS started sum(connection_ends) AS ended values(direction) AS direction values(process_name) AS process_name '
        + 'values(user) AS user values(src) AS src values(dest) AS dest values(dest_port) AS dest_port sum(bytes_in) AS bytes_in sum(bytes_out) AS bytes_out BY host flow_id',
      'eventstats max(started) AS started BY host',
      'where flow_id!="-" AND (ended>0 OR isnull(started) OR last_seen>=started-60)',
      'eval hours=round((if(ended>0, last_seen, now())-_time)/3600, 1), state=if(ended>0, "ended", "open")',
      'where hours>=`ebpf_trace_long_hours`',
      'fillnull value=0 bytes_in bytes_out',
      'table _time host process_name user direction src dest dest_port state hours bytes_in bytes_out flow_id',
      'sort 0 - hours',
    ],
    // A day and the 8 hours of the threshold, and one for a run that is late: who was too young yesterday began before the last day.
    earliest: '-33h@h',
    latest: lag,
    alert: {
      cron: '32 4 * * *', severity: 'info', suppress: { fields: ['host', 'process_name', 'dest', 'dest_port'], forTime: '7d' },
      risk: { attack: ['T1572', 'T1090'], objects: [['host', 'system', 10]], threat: 'dest' },
    },
  },
];
