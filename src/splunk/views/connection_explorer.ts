/** One process, or one address: everything that it did, down to single connections and their events. */
import { colors, directionColors, medianColors } from './colors';
import { shownAs } from './columns';
import type { View } from './definition';
import { anyText, directionChoice, hostChoice, hostsSearch, shortTimeRange } from './inputs';
import { bars, columns, lines, linkTo, setTokens, singleValue, table } from './panels';
import { events, exactPeer, exactProcess, handshakeMs, humanBytes, localTime, ofHost, oneLine, orSay, outcome, peerTerms, processTerms } from './spl';

const chosen = (terms: string): string =>
  events('tcp', `${terms} direction=$direction|s$ NOT direction=listening ${ofHost} ${processTerms} ${peerTerms} ${exactProcess} ${exactPeer} dest_port=$port|s$`);
const otherwise = 'Wider: * for process, address and port, all hosts, both directions, a longer time.';

const peersColumns = {
  process_name: 'Process', direction: 'Direction', peer: 'Other end', dest_port: 'Port', app: 'Service', ends: 'Ends', failed: 'Failed',
  open: 'Still open', handshake_ms: 'Handshake ms', bytes_out: 'Bytes sent',
  bytes_in: 'Bytes received', last: 'Last time',
} as const;
const flowsColumns = {
  began: 'Began', state: 'Outcome', process_name: 'Process', dest: 'Destination', dest_port: 'Port', how: 'How it ended',
  bytes_out: 'Bytes sent', bytes_in: 'Bytes received', command: 'Command line', user: 'User', host: 'Host', direction: 'Direction',
  src: 'Source', src_port: 'Source port', duration: 'Seconds', handshake_ms: 'Handshake ms', rtt_ms: 'RTT ms', retransmits: 'Retransmits',
  process_id: 'PID', flow: 'Flow',
} as const;
const eventColumns = { time: 'Time', event: 'Event', _raw: 'All fields' } as const;

export const connectionExplorer: View = {
  id: 'connection_explorer',
  label: 'Connection explorer',
  description: 'One process or one address: its timeline, peers, latencies, bytes, and single connections. Ends are counted: a connection within a host has two, and both are shown. Opens with the last hour.',
  inputs: [
    shortTimeRange,
    hostChoice,
    anyText('process', 'Process'),
    anyText('peer', 'Address of the other end'),
    anyText('port', 'Port of the service'),
    directionChoice('*'),
  ],
  searches: {
    hosts: hostsSearch,
    over_time: {
      query: `${chosen('event IN (connect, accept, close, connect_failed, flow)')} ${outcome}
| eval outbound=if(direction=="outbound" AND outcome=="established", connection_ends, 0), inbound=if(direction=="inbound", connection_ends, 0), failed=if(outcome=="established", 0, 1), ${handshakeMs}
| timechart sum(outbound) AS Outbound sum(inbound) AS Inbound sum(failed) AS Failed sum(bytes_out) AS "Bytes sent" sum(bytes_in) AS "Bytes received" median(handshake_ms) AS Median perc95(handshake_ms) AS "95% below"`,
    },
    ends_over_time: { base: 'over_time', query: '| fields _time Outbound Inbound Failed' },
    bytes_over_time: { base: 'over_time', query: '| fields _time "Bytes sent" "Bytes received"' },
    handshake_over_time: { base: 'over_time', query: '| eval Median=round(Median, 3), "95% below"=round(\'95% below\', 3) | fields _time Median "95% below"' },
    pairs: {
      query: `${chosen('event IN (connect, accept, existing, close, connect_failed, flow)')} ${outcome}
| eval ${handshakeMs}, failed=if(outcome=="established", 0, 1)
| stats sum(connections) AS connections sum(connection_ends) AS ends dc(flow_id) AS seen sum(failed) AS failed sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in median(handshake_ms) AS handshake_ms max(_time) AS last by process_name direction peer dest_port app
| fillnull value=0 bytes_out bytes_in
| eval open=if(seen+failed>ends, seen+failed-ends, 0)
| eventstats sum(connections) AS all_connections sum(ends) AS all_ends sum(failed) AS all_failed sum(open) AS all_open sum(bytes_out) AS all_out sum(bytes_in) AS all_in dc(peer) AS all_peers
| sort 5000 -ends
| table process_name direction peer dest_port app ends failed open handshake_ms bytes_out bytes_in last all_*`,
    },
    totals: {
      base: 'pairs',
      query: `| stats count max(all_connections) AS connections max(all_ends) AS ends max(all_failed) AS failed max(all_open) AS open max(all_out) AS sent max(all_in) AS received max(all_peers) AS peers
| fillnull value=0 connections ends failed open sent received peers | eval ${humanBytes('sent')}, ${humanBytes('received')} | fields - count`,
    },
    peers: {
      base: 'pairs',
      query: `| sort 200 -ends -bytes_out | eval handshake_ms=round(handshake_ms, 3), ${localTime('last')}
${shownAs(peersColumns)}
${orSay({ 'Last time': `No connection fits. ${otherwise}` })}`,
    },
    ports: {
      base: 'pairs',
      query: `| eval port=if(app=="unknown", dest_port, dest_port . " " . app), ok=ends-failed, outbound=if(direction=="outbound" AND ok>0, ok, null()), inbound=if(direction=="inbound" AND ok>0, ok, null()), failed=if(failed>0, failed, null())
| stats sum(ends) AS ends sum(outbound) AS Outbound sum(inbound) AS Inbound sum(failed) AS Failed by port | sort 8 -ends | fields - ends`,
    },
    flows: {
      query: `${chosen('')} ${outcome}
| eval opening=if(in(event, "connect", "accept"), _time, null()), existed=if(event=="existing", 1, null()), ending=if(in(event, "close", "connect_failed"), _time, null()), flow=coalesce(flow_id, "failed " . src_port . " " . _time), command=coalesce(process, process_path), is_summary=if(in(event, "close", "flow") AND isnotnull(command), 1, null())
| stats min(opening) AS opening max(ending) AS ending max(_time) AS last latest(process_name) AS process_name latest(process_id) AS process_id latest(user) AS user latest(command) AS command latest(direction) AS direction latest(src) AS src latest(src_port) AS src_port latest(dest) AS dest latest(dest_port) AS dest_port latest(outcome) AS outcome latest(errno_text) AS errno_text latest(close_reason) AS close_reason max(duration) AS duration max(response_time) AS response_time max(rtt_us) AS rtt_us sum(retransmits) AS retransmits sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in max(is_summary) AS is_summary max(existed) AS existed by host flow
| sort 1000 -last | eval ${oneLine('command')} | eval command=if(len(command)>60, substr(command, 1, 59) . "…", command)
| eval began=case(isnotnull(opening), strftime(opening, "%Y-%m-%d %H:%M:%S.%3N"), isnotnull(duration), strftime(last-duration, "%Y-%m-%d %H:%M:%S.%3N"), outcome!="established", strftime(last, "%Y-%m-%d %H:%M:%S.%3N"), isnotnull(existed), "before the input started", true(), "before the time range")
| eval state=case(outcome!="established", "failed", isnull(ending), "still open", isnull(opening) AND isnull(existed) AND isnull(is_summary), "ended, opened earlier", true(), "ended"), how=case(outcome=="established", close_reason, isnull(errno_text), outcome, true(), replace(errno_text, ":.*", "")), handshake_ms=round(1000*response_time, 3), rtt_ms=round(rtt_us/1000, 3)
${shownAs(flowsColumns)}
${orSay({ 'How it ended': `No connection fits. ${otherwise}` })}`,
    },
    one: {
      query: `${events('tcp', 'host=$flow_host|s$ flow_id=$flow|s$')}
| sort 1000 _time | eval time=strftime(_time, "%Y-%m-%d %H:%M:%S.%6N")
${shownAs(eventColumns)}
${orSay({ 'All fields': 'Click on a connection above. One that failed is a single event, and is all told there.' })}`,
    },
  },
  tokens: { flow: 'none', flow_host: 'none' },
  panels: {
    connections: singleValue({ title: 'Connections', search: 'totals', field: 'connections' }),
    ends: singleValue({ title: 'Ends of connections', search: 'totals', field: 'ends' }),
    failed: singleValue({ title: 'Failed', search: 'totals', field: 'failed', badFrom: 1 }),
    open: singleValue({ title: 'Still open', search: 'totals', field: 'open' }),
    peers_count: singleValue({ title: 'Other ends', search: 'totals', field: 'peers' }),
    sent: singleValue({ title: 'Sent', search: 'totals', field: 'sent' }),
    received: singleValue({ title: 'Received', search: 'totals', field: 'received' }),
    ends_over_time: columns({
      title: 'Timeline: connections by the time they ended', search: 'ends_over_time', y: 'connection ends',
      description: 'Ended or failed in each interval. Empty when no connection fits the choices above.',
      seriesColors: directionColors,
    }),
    ports: bars({
      title: 'Ports', search: 'ports', y: 'connection ends', description: 'The 8 busiest services, by direction; what failed is red.',
      seriesColors: directionColors,
    }),
    handshake_over_time: lines({
      title: 'Handshake time', search: 'handshake_over_time', y: 'ms',
      description: 'Of connections that were established. Empty when none was.',
      seriesColors: medianColors,
    }),
    bytes_over_time: columns({
      title: 'Bytes over time', search: 'bytes_over_time', y: 'bytes',
      description: 'Told when a connection ends, or by interval reports in summary mode.',
      seriesColors: { 'Bytes sent': colors.second, 'Bytes received': colors.calm },
    }),
    peers: table({
      title: 'Who talked to whom', search: 'peers', columns: peersColumns,
      description: 'The 200 busiest. A click narrows this view down to it.',
      drilldown: linkTo('connection_explorer', { host: 'host', process: 'row.Process.value', peer: 'row.Other end.value', port: 'row.Port.value', direction: 'row.Direction.value' }),
    }),
    flows: table({
      title: 'Single connections', search: 'flows', columns: flowsColumns, rows: 15,
      description: 'The 1,000 latest: opening and end paired by host and flow. Where the opening lies before the time range, the outcome says so, and Began is computed from the duration. A click shows its events.',
      drilldown: setTokens({ flow: 'row.Flow.value', flow_host: 'row.Host.value' }),
    }),
    one: table({
      title: 'All events of the connection', search: 'one', columns: eventColumns, rows: 5,
      description: 'Every field as the tracer told it: of the connection clicked on above.',
    }),
  },
  rows: [
    { height: 110, panels: { connections: 170, ends: 180, failed: 160, open: 160, peers_count: 170, sent: 180, received: 180 } },
    { height: 280, panels: { ends_over_time: 700, ports: 500 } },
    { height: 240, panels: { handshake_over_time: 600, bytes_over_time: 600 } },
    { height: 360, panels: { peers: 1200 } },
    { height: 540, panels: { flows: 1200 } },
    { height: 260, panels: { one: 1200 } },
  ],
};
