/** What listens, since when, and who connects to it. */
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { hostChoice, hostsSearch, processText, timeRange } from '../../../splunk/views/inputs';
import { barsTime, columns, linkTo, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { changes, compared, events, inMegabytes, localTime, ofHost, orNoRow, orSay, periodBefore, stillOpen, typedProcess } from '../../../splunk/views/spl';
import { aboutNumbers, clickToExplorer } from '../../../splunk/views/texts';
import { directions, portText } from './inputs';
import { exactTypedProcess, typedProcessTerms } from './terms';

const inbound = (terms: string): string => events('tcp', `direction=inbound ${terms} ${ofHost} ${typedProcessTerms} ${exactTypedProcess} dest_port=$port|s$`);

/**
 * Listeners live longer than a time range: what was reported of them in a month, and when each input started last. A close
 * names neither the socket nor its namespace, so that the sockets of a process at an address are counted: those that
 * begin less those that closed. Each start of an input reports again what is there (existing); one walk takes no minute.
 */
const listeners = `\`ebpf_trace_index\` ((sourcetype=ebpf:tcp direction=listening) OR (sourcetype=ebpf:health event=start)) ${ofHost}
| eval started=if(event=="start", _time, null()), opened=case(event=="listen_close", _time-duration, direction=="listening", _time), began=if(event=="listen", 1, null()), existed=if(event=="existing", 1, null()), walk=if(event=="existing", floor(_time/60), null()), closed=if(event=="listen_close", 1, null()), reach=case(in(dest_ip, "0.0.0.0", "::"), "all addresses", dest_ip=="::1" OR like(dest_ip, "127.%"), "loopback only", true(), "one address")
| fillnull value="unknown" process_name | fillnull value=0 process_id dest_port | fillnull value="-" dest_ip
| stats min(opened) AS opened max(_time) AS reported latest(event) AS event max(started) AS started count(began) AS began count(existed) AS existed dc(walk) AS walks count(closed) AS closed values(reach) AS reach latest(user) AS user by host process_id dest_ip dest_port process_name
| eventstats max(started) AS started by host
| where event!="start" | search ${typedProcess} dest_port=$port|s$
| fillnull value="unknown" user`;

/**
 * Of a process at an address, and then of all of one name there: one that listens says more than others that closed. A
 * close since the start says more than what was last reported before it: that of a process that ended while no input ran.
 */
const listenerStates = `| eval sockets=max(began, if(walks>0, ceil(existed/walks), 0))-closed, is_open=if(event!="listen_close" OR sockets>0, 1, 0), is_current=if(isnull(started) OR reported>=started-60, 1, 0)
| eval rank=case(is_open==1 AND is_current==1, 4, is_current==1, 3, is_open==1, 2, true(), 1)
| eventstats max(rank) AS best min(opened) AS opened by host dest_ip dest_port process_name | where rank==best
| eval state=case(rank==4, "listening", rank==2, "not seen since the input started", true(), "closed")`;

/** When those that listen began, by the hour; a listener of a host at an address of that kind is one, as in the table, whose own rows are of hour 0. */
const listenersByHour = `| appendpipe [where state=="listening" | stats min(opened) AS opened by host process_name dest_port reach | bin opened span=1h
| stats count AS began sum(eval(if(reach=="loopback only", 0, 1))) AS began_reachable by opened | rename opened AS hour]
| fillnull value="-" process_name dest_port reach state | fillnull value=0 hour`;

/** A connection is counted when it ends, and is seen from its beginning on. */
const counted = (more = ''): string => inbound(`event IN (accept, close, existing, flow) ${more}`);
const sums = ['ends', 'received', 'sent'] as const;
const distinct = ['sources', 'seen'] as const;
const distinctOf = (suffix: string): string => `dc(src) AS sources${suffix} dc(flow_id) AS seen${suffix}`;
const sumsOf = (suffix = ''): string => `sum(connection_ends) AS ends${suffix} sum(bytes_in) AS received${suffix} sum(bytes_out) AS sent${suffix} ${distinctOf(suffix)}`;
const kpis = [...sums, 'sources', 'open'] as const;
const listening = ['listening', 'reachable'] as const;

const chosen = { host: 'host', process: 'process', port: 'port', direction: 'inbound' } as const;
const toConnections = linkTo('connection_explorer', chosen);
const nobody = 'No inbound connections. Set process and port to *, choose all hosts or a longer time range. If it stays empty, see Setup & Health.';

const listenerColumns = {
  process_name: 'Process', dest_port: 'Port', reach: 'Bound to', state: 'State', hosts: 'Hosts', example: 'Example host', user: 'User',
  first: 'First seen', newest: 'Latest start',
} as const;
const servicesColumns = {
  process_name: 'Process', dest_port: 'Port', app: 'Service (by port)', ends: 'Connections', open: 'Still open', sources: 'Sources',
  bytes_in: 'Bytes received', bytes_out: 'Bytes sent', last: 'Last seen',
} as const;
const sourceColumns = {
  src: 'Source', process_name: 'Process', dest_port: 'Port', app: 'Service (by port)', ends: 'Connections', open: 'Still open', hosts: 'Hosts',
  bytes_in: 'Bytes received', bytes_out: 'Bytes sent', first: 'First seen', last: 'Last seen',
} as const;

export const listenersInbound: View = {
  id: 'listeners_inbound',
  label: 'Listeners and inbound',
  description: `What listens, since when, and who connects to it. Rare listeners come first: one that few hosts have is one to ask about. Connections are counted on the side that accepts them. ${aboutNumbers} Open listeners and Not loopback-only count listeners that are open now (one per host, process, port and bind scope), whatever the time range. Their line shows when these began, over 30 days; their percentage compares with those of them that were open 24 hours ago.`,
  inputs: [timeRange, hostChoice, processText, portText],
  searches: {
    hosts: hostsSearch,
    listeners: {
      span: { earliest: '-30d@d', latest: 'now' },
      query: `${listeners}
${listenerStates}
${listenersByHour}
| stats dc(host) AS hosts values(host) AS names min(opened) AS first max(opened) AS newest values(user) AS user sum(began) AS began sum(began_reachable) AS began_reachable by process_name dest_port reach state hour
| eval example=mvindex(names, 0), user=mvjoin(user, ", "), sort_key=case(hour>0, 0, state=="listening", 1, state=="closed", 3, true(), 2)
| sort 5000 sort_key hosts -newest
| table process_name dest_port reach state hosts example user first newest hour began began_reachable`,
    },
    listener_totals: {
      base: 'listeners',
      query: `| where hour>0 | eval _time=hour, older=if(hour<=relative_time(now(), "-1d"), 1, 0), older_began=older*began, older_reachable=older*began_reachable
| timechart span=1d sum(began) AS began sum(began_reachable) AS began_reachable sum(older_began) AS older_began sum(older_reachable) AS older_reachable | fillnull value=0
| streamstats sum(began) AS listening sum(began_reachable) AS reachable
| eventstats sum(began) AS all_listening sum(began_reachable) AS all_reachable sum(older_began) AS before_listening sum(older_reachable) AS before_reachable
| where all_listening>0 | eval ${changes(listening)} | fields ${listening.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ all_listening: 'none', all_reachable: '-' })}`,
    },
    listener_table: {
      base: 'listeners',
      query: `| where hour==0 | eval ${localTime('first')}, ${localTime('newest')}
${shownAs(listenerColumns)}
${orSay({ 'Latest start': 'No listener was reported in the last 30 days. Listeners are reported when they open and when the input starts (existing_connections); never with direction = outbound.' })}`,
    },
    by_process: { query: `${inbound('event=close')} | timechart limit=8 sum(connection_ends) by process_name
${orNoRow}` },
    over_time: {
      query: `${counted()} | timechart ${sumsOf()}
| append maxtime=600 [search ${counted(periodBefore)} | stats ${sumsOf('_before')}]
| append maxtime=600 [search ${counted()} | stats ${distinctOf('_total')}]
| table _time ${[...sums, ...distinct].map((name) => `${name} ${name}_before`).join(' ')} ${distinct.map((name) => `${name}_total`).join(' ')}`,
    },
    kpis: {
      base: 'over_time',
      query: `${compared(sums, distinct)} | where all_seen+all_ends>0
| eval ${inMegabytes('received', 'sent')}, ${stillOpen((prefix) => `${prefix}ends`)}
| eval ${changes(['open'])} | fields ${kpis.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ ...Object.fromEntries(kpis.map((name) => [`all_${name}`, '-'])), all_ends: 'none' })}`,
    },
    sources: {
      query: `${counted()}
| stats sum(connection_ends) AS ends dc(flow_id) AS seen sum(bytes_in) AS bytes_in sum(bytes_out) AS bytes_out min(_time) AS first max(_time) AS last dc(host) AS hosts by process_name dest_port app src
| fillnull value=0 bytes_in bytes_out | eval open=if(seen>ends, seen-ends, 0)
| sort 5000 -ends -bytes_in
| table process_name dest_port app src ends open hosts bytes_in bytes_out first last`,
    },
    services: {
      base: 'sources',
      query: `| stats sum(ends) AS ends sum(open) AS open dc(src) AS sources sum(bytes_in) AS bytes_in sum(bytes_out) AS bytes_out max(last) AS last by process_name dest_port app
| sort 200 -ends | eval ${localTime('last')}
${shownAs(servicesColumns)}
${orSay({ 'Last seen': nobody })}`,
    },
    source_table: {
      base: 'sources',
      query: `| sort 200 -ends -bytes_in | eval ${localTime('first')}, ${localTime('last')}
${shownAs(sourceColumns)}
${orSay({ 'Last seen': nobody })}`,
    },
  },
  tokens: { inbound: directions.inbound },
  panels: {
    listening: singleValue({ title: 'Open listeners', search: 'listener_totals', field: 'all_listening', trend: trendOf('listening'), drilldown: toConnections }),
    reachable: singleValue({ title: 'Not loopback-only', search: 'listener_totals', field: 'all_reachable', trend: trendOf('reachable'), drilldown: toConnections }),
    ends: singleValue({ title: 'Inbound connections', search: 'kpis', field: 'all_ends', trend: trendOf('ends'), drilldown: toConnections }),
    open: singleValue({ title: 'Still open', search: 'kpis', field: 'all_open', trend: trendOf('open'), drilldown: toConnections }),
    sources_count: singleValue({ title: 'Sources', search: 'kpis', field: 'all_sources', trend: trendOf('sources'), drilldown: toConnections }),
    received: singleValue({ title: 'Received MB', search: 'kpis', field: 'all_received', precision: 2, trend: trendOf('received'), drilldown: toConnections }),
    sent: singleValue({ title: 'Sent MB', search: 'kpis', field: 'all_sent', precision: 2, trend: trendOf('sent'), drilldown: toConnections }),
    listener_table: table({
      title: 'What listens', search: 'listener_table', columns: listenerColumns, widths: { 'State': 130, 'Example host': 240, 'User': 90 }, rows: 10,
      description: 'Last 30 days, whatever the time range. Open listeners first, rarest (fewest hosts) at the top. Bound to shows the bind address only; a firewall may still block access. Click a row to see who connects.',
      drilldown: linkTo('connection_explorer', { ...chosen, process: 'row.Process.value', port: 'row.Port.value' }),
    }),
    over_time: columns({
      title: 'Inbound connections over time, by process', search: 'by_process', y: 'connections',
      description: `By close time. ${clickToExplorer('bar', 'that process')}`,
      drilldown: linkTo('connection_explorer', { ...chosen, process: 'name', ...barsTime }),
    }),
    services: table({
      title: 'Services that are used', search: 'services', columns: servicesColumns, rows: 6,
      description: 'What was connected to, the 200 busiest. Connections from within the host are among them. Click a row to open Connection explorer.',
      drilldown: linkTo('connection_explorer', { ...chosen, process: 'row.Process.value', port: 'row.Port.value' }),
    }),
    source_table: table({
      title: 'Who connects', search: 'source_table', columns: sourceColumns, rows: 10,
      description: 'The 200 busiest sources. Click a row to open Connection explorer.',
      drilldown: linkTo('connection_explorer', { ...chosen, process: 'row.Process.value', peer: 'row.Source.value', port: 'row.Port.value' }),
    }),
  },
  rows: [
    { height: 140, panels: { listening: 180, reachable: 190, ends: 180, open: 150, sources_count: 150, received: 175, sent: 175 } },
    { height: tableHeight(10, 2), panels: { listener_table: 1200 } },
    { height: 260, panels: { over_time: 1200 } },
    { height: tableHeight(6), panels: { services: 1200 } },
    { height: tableHeight(10), panels: { source_table: 1200 } },
  ],
};
