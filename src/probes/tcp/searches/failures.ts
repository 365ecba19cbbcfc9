/** Connections that fail, and destinations that are slow. */
import { hour, lag, notNoisy, type SavedSearch } from '../../../splunk/search';
import { leavesHost, tcp } from './terms';

/** Of runs every quarter of an hour: what lasts for a quarter is whole in one of them, wherever it begins. */
const halfHour = { earliest: '-40m@m', latest: lag } as const;

export const failureAlerts: readonly SavedSearch[] = [
  {
    title: 'Scan by a process',
    hit: 'Within half an hour a process failed to connect to many different addresses or ports.',
    advice: 'A monitoring server or a service discovery does so by design; otherwise treat it as reconnaissance: check the command line, the parent process and the user.',
    search: [
      `${tcp} event=connect_failed`,
      'eval target=dest.":".dest_port',
      'stats min(_time) AS _time sum(connections) AS failed dc(target) AS targets dc(dest) AS addresses dc(dest_port) AS ports values(outcome) AS outcome values(user) AS user values(parent_process_name) AS parent_process_name BY host process_name',
      'where targets>=`ebpf_trace_scan_targets`',
      'table _time host user parent_process_name process_name failed targets addresses ports outcome',
      'sort 0 - targets',
    ],
    ...halfHour,
    alert: {
      cron: '3,18,33,48 * * * *', severity: 'error', suppress: { fields: ['host', 'process_name'], forTime: '4h' },
      risk: { attack: ['T1046'], objects: [['host', 'system', 40], ['user', 'user', 20]], message: '$process_name$ on $host$ failed to connect to $targets$ destinations' },
    },
  },
  {
    title: 'Fan-out of a process',
    hit: 'Within an hour a process connected to many addresses at one port, or tried to, as in lateral movement with stolen credentials. "Scan by a process" counts only failures; this one includes successes.',
    advice: 'A deployment or a monitoring server does so by design: name it in the noise lookup. The ports of ebpf_trace_fan_out_left_out are left out, a client of the web has many addresses there.',
    search: [
      `${tcp} direction=outbound NOT dest_port IN \`ebpf_trace_fan_out_left_out\` ${notNoisy}`,
      leavesHost,
      'stats min(_time) AS _time dc(dest) AS addresses sum(connections) AS connections values(user) AS user values(parent_process_name) AS parent_process_name BY host process_name dest_port',
      'where addresses>=`ebpf_trace_fan_out_addresses`',
      'table _time host user parent_process_name process_name dest_port addresses connections',
      'sort 0 -addresses host process_name dest_port',
    ],
    ...hour,
    alert: {
      cron: '34 * * * *', severity: 'warning', suppress: { fields: ['host', 'process_name', 'dest_port'], forTime: '1d' },
      risk: {
        attack: ['T1021', 'T1046'], objects: [['host', 'system', 30], ['user', 'user', 20]],
        message: '$process_name$ on $host$ connected or tried to connect to $addresses$ addresses at port $dest_port$',
      },
    },
  },
  {
    title: 'Burst of failed connections to a destination',
    hit: 'Within half an hour many connections to one address failed, from whatever host and process.',
    advice: 'One port and many hosts: the service is down. Many ports: the address is being scanned from the hosts named.',
    search: [
      `${tcp} event=connect_failed`,
      leavesHost,
      'stats min(_time) AS _time sum(connections) AS failed dc(dest_port) AS ports values(host) AS host values(process_name) AS process_name values(outcome) AS outcome BY dest',
      'where failed>=`ebpf_trace_failed_burst`',
      'table _time dest failed ports outcome host process_name',
      'sort 0 - failed',
    ],
    ...halfHour,
    alert: { cron: '8,23,38,53 * * * *', severity: 'warning', suppress: { fields: ['dest'], forTime: '4h' } },
  },
  {
    title: 'Failing dependency of a process',
    hit: 'Connections of a process to one destination were refused or timed out, several of them and a good part of all.',
    advice: "The column reason explains the error in plain words; errno is the kernel's error code. Refused: the service is down or on another port. Timed out: a firewall, a route, or the host is down. Left out is ::1: a client of localhost that is refused there goes on to 127.0.0.1.",
    search: [
      `${tcp} direction=outbound event IN (close, connect_failed)`,
      'eval is_failed=if(in(outcome, "refused", "timed_out"), 1, 0), failed_errno=if(is_failed==1, errno, null()), failed_text=if(is_failed==1, errno_text, null())',
      'stats min(_time) AS _time sum(connections) AS attempts sum(is_failed) AS failed values(failed_errno) AS errno values(failed_text) AS reason BY host process_name dest dest_port',
      'where dest!="::1"',
      'eval percent=round(100*failed/attempts, 1)',
      'where failed>=`ebpf_trace_dependency_failures` AND percent>=`ebpf_trace_dependency_percent`',
      'table _time host process_name dest dest_port failed attempts percent errno reason',
      'sort 0 - failed',
    ],
    ...hour,
    alert: { cron: '22 * * * *', severity: 'error', suppress: { fields: ['host', 'process_name', 'dest', 'dest_port'], forTime: '4h' } },
  },
  {
    title: 'Slow handshakes by destination',
    hit: 'Several handshakes with one destination, and a good part of all, took long: packets are lost on the way, or its queue of new connections is full.',
    advice: 'One second or three mean a SYN that was sent again. From one host: its way there; from all: the destination.',
    search: [
      `${tcp} direction=outbound event IN (connect, close) response_time=*`,
      leavesHost,
      'eval is_slow=if(response_time>=`ebpf_trace_slow_handshake`, 1, 0)',
      'stats count AS handshakes sum(is_slow) AS slow avg(response_time) AS mean max(response_time) AS slowest values(host) AS host values(process_name) AS process_name BY dest dest_port',
      'eval percent=round(100*slow/handshakes, 1)',
      'where slow>=`ebpf_trace_slow_handshakes` AND percent>=`ebpf_trace_slow_percent`',
      'eval mean_ms=round(1000*mean), slowest_ms=round(1000*slowest)',
      'table dest dest_port handshakes slow percent mean_ms slowest_ms host process_name',
      'sort 0 - slow',
    ],
    ...hour,
    alert: { cron: '37 * * * *', severity: 'warning', suppress: { fields: ['dest', 'dest_port'], forTime: '4h' } },
  },
  {
    title: 'Retransmits by other end',
    hit: 'Many of the segments to one other end had to be sent again: packets are lost on the way. Of inbound connections the other end is the client, and what is sent is the answers.',
    advice: 'Compare hosts and other ends to find the link that they share. The probe retransmit reports each one.',
    search: [
      `${tcp} direction IN (outbound, inbound) event IN (close, flow)`,
      leavesHost,
      'eval peer=if(direction=="inbound", src, dest)',
      'stats sum(connection_ends) AS ends sum(packets_out) AS packets_out sum(retransmits) AS retransmits values(host) AS host values(process_name) AS process_name BY direction peer dest_port',
      'eval percent=round(100*retransmits/packets_out, 1)',
      'where packets_out>=`ebpf_trace_retransmit_packets` AND percent>=`ebpf_trace_retransmit_percent`',
      'table direction peer dest_port ends packets_out retransmits percent host process_name',
      'sort 0 -retransmits peer dest_port',
    ],
    ...hour,
    alert: { cron: '52 * * * *', severity: 'warning', suppress: { fields: ['direction', 'peer', 'dest_port'], forTime: '4h' } },
  },
];
