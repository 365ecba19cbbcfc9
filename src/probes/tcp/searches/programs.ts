/** Programs that are, reach or start what they hardly ever should: a shell, a temporary file, the metadata of a cloud, a tool's port. */
import { hour, notNoisy, type SavedSearch } from '../../../splunk/search';
import { leavesHost, tcp } from './terms';

/** Lists in parentheses, for IN. */
const shells = '`ebpf_trace_shells`';
const temporary = '`ebpf_trace_temporary_paths`';
const upgraded = '`ebpf_trace_upgraded_paths`';
const metadata = '`ebpf_trace_metadata_addresses`';
const toolPorts = '`ebpf_trace_tool_ports`';

const target = 'host process_name dest dest_port';
const shown = 'table _time host user parent_process_name process_name dest dest_port connections process';
/** From events to a row for each process and destination; `more` is what the row has besides. */
const counted = (more = ''): string => 'stats min(_time) AS _time dc(flow_id) AS connections values(user) AS user '
  + `values(parent_process_name) AS parent_process_name values(process) AS process${more} BY ${target}`;
const worst = `sort 0 -connections ${target}`;

export const programAlerts: readonly SavedSearch[] = [
  {
    title: 'Shell that connects out',
    hit: 'A shell connected to another host by itself, or tried to, as a reverse shell through /dev/tcp does.',
    advice: 'This is rarely legitimate: look at the command line and at the parent at once. What shells start is in the report Programs started by a shell that connect out.',
    search: [`${tcp} direction=outbound process_name IN ${shells}`, leavesHost, counted(), shown, worst],
    ...hour,
    alert: {
      cron: '12 * * * *', severity: 'error', suppress: { fields: ['host', 'parent_process_name', 'process_name'], forTime: '1d' },
      risk: {
        attack: ['T1059.004', 'T1071'], objects: [['host', 'system', 60], ['user', 'user', 40]], threat: 'dest',
        message: '$process_name$ (parent $parent_process_name$, user $user$) on $host$ connected or tried to connect to $dest$:$dest_port$',
      },
    },
  },
  {
    title: 'Program in a temporary folder that connects out',
    hit: 'A program that lies below /tmp, /var/tmp or /dev/shm, that is in memory alone, or whose file was deleted connected to another host, or tried to.',
    advice: 'Keep a copy of /proc/PID/exe before it ends. A script is not found, its interpreter is the program. Deleted files below the paths of ebpf_trace_upgraded_paths are left out: there an upgrade replaces what still runs.',
    search: [
      `${tcp} direction=outbound (process_path IN ${temporary} OR (process_path="* (deleted)" NOT process_path IN ${upgraded}))`,
      leavesHost,
      counted(' values(process_path) AS process_path'),
      'table _time host user parent_process_name process_name process_path dest dest_port connections process',
      worst,
    ],
    ...hour,
    alert: {
      cron: '14 * * * *', severity: 'error', suppress: { fields: ['host', 'process_name', 'process_path'], forTime: '1d' },
      risk: { attack: ['T1036', 'T1620'], objects: [['host', 'system', 40], ['user', 'user', 20]], threat: 'dest' },
    },
  },
  {
    title: 'Cloud metadata read by a process',
    hit: 'A process connected to a cloud metadata address, where hosts and containers get their credentials. What it read there is not known.',
    advice: 'Agents of the cloud do so all the time: name yours in the noise lookup. A web server or a shell there is after the credentials of the host.',
    search: [`${tcp} direction=outbound dest_ip IN ${metadata} NOT event=connect_failed ${notNoisy}`, counted(), shown, worst],
    ...hour,
    alert: {
      cron: '24 * * * *', severity: 'warning', suppress: { fields: ['host', 'process_name', 'dest'], forTime: '1d' },
      risk: {
        attack: ['T1552.005'], objects: [['host', 'system', 40], ['user', 'user', 20]], threat: 'dest',
        message: '$process_name$ on $host$ connected to the cloud metadata address $dest$',
      },
    },
  },
  {
    title: 'Connection to the port of a known tool',
    hit: 'A process connected to another host, on a port that a tool for remote control, anonymity or mining has by default.',
    advice: 'Look at the program and who runs it. A port proves nothing: a passive FTP transfer, or a service of your own, may have it too. Take such ports out of ebpf_trace_tool_ports.',
    search: [`${tcp} direction=outbound dest_port IN ${toolPorts} NOT event=connect_failed ${notNoisy}`, leavesHost, counted(), shown, worst],
    ...hour,
    alert: {
      cron: '44 * * * *', severity: 'warning', suppress: { fields: ['host', 'process_name', 'dest', 'dest_port'], forTime: '1d' },
      risk: { attack: ['T1571'], objects: [['host', 'system', 40], ['user', 'user', 20]], threat: 'dest' },
    },
  },
];

export const shellReport: SavedSearch = {
  title: 'Programs started by a shell that connect out',
  hit: 'A program that a shell started connected to another host, or tried to: one row for each program and destination.',
  advice: 'That is every script and every administrator: no alert, but the first look after one. Which names are shells is the macro ebpf_trace_shells.',
  search: [
    `${tcp} direction=outbound parent_process_name IN ${shells} NOT process_name IN ${shells}`, leavesHost, counted(), shown, worst,
  ],
  earliest: '-24h@h',
  latest: 'now',
};
