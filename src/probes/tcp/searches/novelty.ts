/** What a host did not do before. Each searches its baseline anew: no summary index, no lookup to be kept. */
import { lag, notNoisy, recent, type SavedSearch, week } from '../../../splunk/search';
import { leavesHost, tcp } from './terms';

const recentListen = 'relative_time(now(), "-2h@h")';

export const noveltyAlerts: readonly SavedSearch[] = [
  {
    title: 'New destination of a process',
    hit: 'A process connected, or tried to, to an address and port that it had not used in the week before; or it is new itself on its host (column new).',
    advice: 'Ask who changed the program or its settings. What is expected goes away by itself after a day; processes with many destinations are left out (ebpf_trace_new_max_destinations), and so are noisy ones.',
    search: [
      `${tcp} direction=outbound ${notNoisy}`,
      leavesHost,
      'stats min(_time) AS first_seen sum(connections) AS connections values(user) AS user BY host process_name dest dest_port',
      `eval known=if(first_seen<${recent}, 1, 0)`,
      'eventstats sum(known) AS known_destinations BY host process_name',
      'eventstats min(first_seen) AS host_since BY host',
      `where known==0 AND host_since<${recent} AND known_destinations<=\`ebpf_trace_new_max_destinations\``,
      'eval new=if(known_destinations==0, "process", "destination")',
      'rename first_seen AS _time',
      'table _time host process_name user new dest dest_port connections known_destinations',
      'sort 0 -new -connections host process_name dest dest_port',
    ],
    ...week,
    alert: {
      cron: '17 3 * * *', severity: 'warning', suppress: { fields: ['host', 'process_name', 'dest', 'dest_port'], forTime: '2d' },
      risk: { attack: ['T1071', 'T1105'], objects: [['host', 'system', 10]], threat: 'dest' },
    },
  },
  {
    title: 'New listening port',
    hit: 'A process began to listen on a port on which it did not listen in the 30 days before, at an address other than loopback; a firewall may still block access.',
    advice: 'Find out from its command line what it is. If nobody owns it, stop the process or block the port.',
    search: [
      `${tcp} direction=listening event IN (listen, existing)`,
      'where NOT (dest_ip=="::1" OR like(dest_ip, "127.%"))',
      'eval listened=if(event=="listen", _time, null()), port=if(dest_port>=`ebpf_trace_ephemeral_port`, "ephemeral", dest_port)',
      'stats min(_time) AS first_seen min(listened) AS first_listened values(dest_ip) AS address values(dest_port) AS dest_port values(user) AS user values(process) AS process BY host process_name port',
      'eventstats min(first_seen) AS host_since BY host',
      `where first_listened==first_seen AND first_seen>=${recentListen} AND host_since<${recentListen}`,
      'rename first_seen AS _time',
      'table _time host process_name user port address dest_port process',
      'sort 0 host process_name port',
    ],
    earliest: '-30d@d',
    latest: lag,
    alert: {
      cron: '7 * * * *', severity: 'warning', suppress: { fields: ['host', 'process_name', 'port'], forTime: '1d' },
      risk: { attack: ['T1571', 'T1133'], objects: [['host', 'system', 30]], message: '$process_name$ on $host$ listens on a new port: $port$' },
    },
  },
  {
    title: 'Outbound connection of a process that only accepts',
    hit: 'A process that accepted connections and opened none in the week before opened one to another host: a web server does so when it is made to run what an attacker sent.',
    advice: 'Look at the destinations and at what the process started. A new upstream of a proxy looks the same: then it is reported once.',
    search: [
      `${tcp} direction IN (inbound, outbound) ${notNoisy}`,
      leavesHost,
      'stats min(_time) AS first_seen sum(connections) AS connections BY host process_name direction dest dest_port',
      'eval accepted=if(direction=="inbound", first_seen, null()), opened=if(direction=="outbound", first_seen, null()), '
        + 'attempts=if(direction=="outbound", connections, 0), destination=if(direction=="outbound", dest.":".dest_port, null())',
      'stats min(accepted) AS accepts_since min(opened) AS _time sum(attempts) AS connections values(destination) AS destination BY host process_name',
      `where accepts_since<${recent} AND _time>=${recent}`,
      'table _time host process_name connections destination',
      'sort 0 -connections host process_name',
    ],
    ...week,
    alert: {
      cron: '47 3 * * *', severity: 'error', suppress: { fields: ['host', 'process_name'], forTime: '2d' },
      risk: { attack: ['T1190', 'T1505.003'], objects: [['host', 'system', 50]] },
    },
  },
];
