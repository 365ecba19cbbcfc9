/** One process, or one address: everything that it did, down to single connections and their events. */
import { colors, medianColors } from '../../../splunk/views/colors';
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { hostChoice, hostsSearch, processText, shortTimeRange } from '../../../splunk/views/inputs';
import { bars, barsTime, columns, lines, linkTo, setTokens, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { changes, compared, events, inMegabytes, inMicroseconds, localTime, ofHost, oneLine, orNoRow, orSay, periodBefore, stillOpen } from '../../../splunk/views/spl';
import { aboutNumbers, clickHere, logarithmic, rowFilters } from '../../../splunk/views/texts';
import { directionColors } from './colors';
import { directionChoice, outcomeChoice, outcomes, peerText, portText } from './inputs';
import { aboutSides, exactOutcome, exactPeer, exactTypedProcess, handshakeMs, outcome, outcomeTerms, peerTerms, typedProcessTerms } from './terms';

const chosen = (terms: string): string =>
  events('tcp', `${terms} direction=$direction|s$ NOT direction=listening ${ofHost} ${typedProcessTerms} ${peerTerms} ${outcomeTerms} ${exactTypedProcess} ${exactPeer} dest_port=$port|s$ ${exactOutcome}`);
const empty = 'No matching connections. Set process, address and port to *, choose all hosts, both directions and all outcomes, or a longer time range. If it stays empty, see Setup & Health.';

const peersColumns = {
  process_name: 'Process', direction: 'Direction', peer: 'Peer', dest_port: 'Port', app: 'Service (by port)', ends: 'Sides', failed: 'Failed',
  open: 'Still open', handshake_ms: 'Handshake ms, median', bytes_out: 'Bytes sent',
  bytes_in: 'Bytes received', last: 'Last seen',
} as const;
/** What has room at 1280 pixels is what one looks at first; the events of the connection, below, have all the rest. */
const flowsColumns = {
  began: 'Started', state: 'Outcome', how: 'How it ended', process_name: 'Process', user: 'User', host: 'Host', way: 'In/out', source: 'From',
  destination: 'To', command: 'Command', bytes_out: 'Bytes sent', bytes_in: 'Bytes received', duration: 'Seconds', handshake_ms: 'Handshake ms',
  rtt_ms: 'RTT ms', retransmits: 'Retransmits', process_id: 'PID', flow_id: 'Flow',
} as const;
const shared = { host: 'host', process: 'process', peer: 'peer', port: 'port', direction: 'direction' } as const;
const here = { ...shared, outcome: 'outcome' } as const;
const toQuality = linkTo('network_quality', shared);
/** A connection is counted when it ends or fails, and is seen from its beginning on. */
const counted = (more = ''): string =>
  `${chosen(`event IN (connect, accept, existing, close, connect_failed, flow) ${more}`)} ${outcome} | eval failed=if(outcome=="established", 0, 1), established=if(outcome=="established", flow_id, null())`;
const sums = ['connections', 'ends', 'failed', 'sent', 'received'] as const;
const distinct = ['peers', 'seen'] as const;
const distinctOf = (suffix: string): string => `dc(peer) AS peers${suffix} dc(established) AS seen${suffix}`;
const sumsOf = (suffix = ''): string =>
  `sum(connections) AS connections${suffix} sum(connection_ends) AS ends${suffix} sum(failed) AS failed${suffix} sum(bytes_out) AS sent${suffix} sum(bytes_in) AS received${suffix} ${distinctOf(suffix)}`;
const kpis = [...sums, 'peers', 'open'] as const;
const eventColumns = { time: 'Time', event: 'Event', _raw: 'All fields' } as const;

export const connectionExplorer: View = {
  id: 'connection_explorer',
  label: 'Connection explorer',
  description: `One process or one address: its timeline, peers, latencies, bytes, and single connections. ${aboutSides} ${aboutNumbers} Opens with the last hour.`,
  inputs: [
    shortTimeRange,
    hostChoice,
    processText,
    peerText,
    portText,
    directionChoice('*'),
    outcomeChoice,
  ],
  searches: {
    hosts: hostsSearch,
    over_time: {
      query: `${counted()}
| eval outbound=if(direction=="outbound" AND outcome=="established", connection_ends, 0), inbound=if(direction=="inbound", connection_ends, 0), ${handshakeMs}
| timechart sum(outbound) AS outbound sum(inbound) AS inbound ${sumsOf()} median(handshake_ms) AS median perc95(handshake_ms) AS below
| append maxtime=600 [search ${counted(periodBefore)} | stats ${sumsOf('_before')}]
| append maxtime=600 [search ${counted()} | stats ${distinctOf('_total')}]
| table _time outbound inbound median below ${[...sums, ...distinct].map((name) => `${name} ${name}_before`).join(' ')} ${distinct.map((name) => `${name}_total`).join(' ')}`,
    },
    kpis: {
      base: 'over_time',
      query: `${compared(sums, distinct)} | where all_seen+all_ends>0
| eval ${inMegabytes('sent', 'received')}, ${stillOpen((prefix) => `${prefix}ends-${prefix}failed`)}
| eval ${changes(['open'])} | fields ${kpis.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ ...Object.fromEntries(kpis.map((name) => [`all_${name}`, '-'])), all_connections: 'none', all_ends: 'none' })}`,
    },
    ends_over_time: { base: 'over_time', query: `| where isnotnull(_time) | rename outbound AS Outbound, inbound AS Inbound, failed AS Failed | table _time Outbound Inbound Failed
${orNoRow}` },
    bytes_over_time: { base: 'over_time', query: `| where isnotnull(_time) | rename sent AS "Bytes sent", received AS "Bytes received" | table _time "Bytes sent" "Bytes received"
${orNoRow}` },
    handshake_over_time: { base: 'over_time', query: `| where isnotnull(_time) | eval ${inMicroseconds({ Median: 'median', p95: 'below' })} | table _time Median p95
${orNoRow}` },
    pairs: {
      query: `${chosen('event IN (connect, accept, existing, close, connect_failed, flow)')} ${outcome}
| eval ${handshakeMs}, failed=if(outcome=="established", 0, 1), established=if(failed==1, null(), flow_id)
| stats sum(connections) AS connections sum(connection_ends) AS ends dc(established) AS seen sum(failed) AS failed sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in median(handshake_ms) AS handshake_ms max(_time) AS last by process_name direction peer dest_port app
| fillnull value=0 bytes_out bytes_in
| eval open=if(seen+failed>ends, seen+failed-ends, 0)
| sort 5000 -ends
| table process_name direction peer dest_port app ends failed open handshake_ms bytes_out bytes_in last`,
    },
    peers: {
      base: 'pairs',
      query: `| sort 200 -ends -bytes_out | eval handshake_ms=round(handshake_ms, 3), ${localTime('last')}
${shownAs(peersColumns)}
${orSay({ 'Last seen': empty })}`,
    },
    ports: {
      base: 'pairs',
      query: `| eventstats sum(ends) AS port_ends by dest_port app | eval port=dest_port . if(app=="unknown", "", " " . app) . " (" . port_ends . ")", ok=ends-failed, outbound=if(direction=="outbound" AND ok>0, ok, null()), inbound=if(direction=="inbound" AND ok>0, ok, null()), failed=if(failed>0, failed, null())
| stats sum(ends) AS ends sum(outbound) AS Outbound sum(inbound) AS Inbound sum(failed) AS Failed by port | sort 8 -ends | fields - ends`,
    },
    flows: {
      query: `${chosen('')} ${outcome}
| eval opening=if(in(event, "connect", "accept"), _time, null()), existed=if(event=="existing", 1, null()), ending=if(in(event, "close", "connect_failed"), _time, null()), command=coalesce(process, process_path), is_summary=if(in(event, "close", "flow") AND isnotnull(command), 1, null())
| stats min(opening) AS opening max(ending) AS ending max(_time) AS last latest(process_name) AS process_name latest(process_id) AS process_id latest(user) AS user latest(command) AS command latest(direction) AS direction latest(src) AS src latest(src_port) AS src_port latest(dest) AS dest latest(dest_port) AS dest_port latest(outcome) AS outcome latest(errno_text) AS errno_text latest(close_reason) AS close_reason max(duration) AS duration max(response_time) AS response_time max(rtt_us) AS rtt_us sum(retransmits) AS retransmits sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in max(is_summary) AS is_summary max(existed) AS existed by host flow_id
| sort 1000 -last | eval ${oneLine('command')} | eval command=if(len(command)>44, substr(command, 1, 43) . "…", command)
| eval began=case(isnotnull(opening), strftime(opening, "%Y-%m-%d %H:%M:%S.%3N"), isnotnull(duration), strftime(last-duration, "%Y-%m-%d %H:%M:%S.%3N"), outcome!="established", strftime(last, "%Y-%m-%d %H:%M:%S.%3N"), isnotnull(existed), "before the input started", true(), "before the time range"), way=case(direction=="inbound", "in", direction=="outbound", "out", true(), "-"), source=src . if(src_port>0, ":" . src_port, ""), destination=dest . ":" . dest_port
| eval state=case(outcome!="established", "failed", isnull(ending), "still open", isnull(opening) AND isnull(existed) AND isnull(is_summary), "ended (opened before the time range)", true(), "ended"), how=case(outcome=="established", close_reason, isnull(errno_text), outcome, true(), replace(errno_text, ":.*", "")), handshake_ms=round(1000*response_time, 3), rtt_ms=round(rtt_us/1000, 3)
${shownAs(flowsColumns)}
${orSay({ Command: empty })}`,
    },
    one: {
      query: `${events('tcp', 'host=$flow_host|s$ flow_id=$flow|s$')}
| sort 1000 _time | eval time=strftime(_time, "%Y-%m-%d %H:%M:%S.%6N")
${shownAs(eventColumns)}
${orSay({ 'All fields': 'Click on a connection above.' })}`,
    },
  },
  tokens: { flow: 'none', flow_host: 'none', failed: outcomes.failed },
  panels: {
    connections: singleValue({ title: 'Connections', search: 'kpis', field: 'all_connections', trend: trendOf('connections'), drilldown: toQuality }),
    ends: singleValue({ title: 'Connection sides', search: 'kpis', field: 'all_ends', trend: trendOf('ends'), drilldown: toQuality }),
    failed: singleValue({ title: 'Failed', search: 'kpis', field: 'all_failed', badFrom: 1, trend: trendOf('failed'), drilldown: linkTo('connection_explorer', { ...here, outcome: 'failed' }) }),
    open: singleValue({ title: 'Still open', search: 'kpis', field: 'all_open', trend: trendOf('open'), drilldown: toQuality }),
    peers_count: singleValue({ title: 'Peers', search: 'kpis', field: 'all_peers', trend: trendOf('peers'), drilldown: toQuality }),
    sent: singleValue({ title: 'Sent MB', search: 'kpis', field: 'all_sent', precision: 2, trend: trendOf('sent'), drilldown: toQuality }),
    received: singleValue({ title: 'Received MB', search: 'kpis', field: 'all_received', precision: 2, trend: trendOf('received'), drilldown: toQuality }),
    ends_over_time: columns({
      title: 'Connections over time, by close time', search: 'ends_over_time', y: 'connection sides',
      description: `Failed ones by the time they failed. ${clickHere('bar')}`,
      seriesColors: directionColors, drilldown: linkTo('connection_explorer', { ...here, ...barsTime }),
    }),
    ports: bars({
      title: 'Ports', search: 'ports', y: 'connection sides', description: 'The 8 busiest services and their connection sides, by direction; what failed is red.',
      seriesColors: directionColors,
    }),
    handshake_over_time: lines({
      title: 'Handshake time', search: 'handshake_over_time', y: 'µs', scale: 'log',
      description: `Of established ones. ${logarithmic} ${clickHere('point')}`,
      seriesColors: medianColors, drilldown: linkTo('connection_explorer', { ...here, ...barsTime }),
    }),
    bytes_over_time: columns({
      title: 'Bytes over time', search: 'bytes_over_time', y: 'bytes',
      description: `Reported at close, in summary mode at intervals too. ${clickHere('bar')}`,
      seriesColors: { 'Bytes sent': colors.second, 'Bytes received': colors.calm }, drilldown: linkTo('connection_explorer', { ...here, ...barsTime }),
    }),
    peers: table({
      title: 'Who talked to whom', search: 'peers', columns: peersColumns, rows: 6,
      description: `The 200 busiest. ${rowFilters}`,
      drilldown: linkTo('connection_explorer', { ...here, process: 'row.Process.value', peer: 'row.Peer.value', port: 'row.Port.value', direction: 'row.Direction.value' }),
    }),
    flows: table({
      title: 'Single connections', search: 'flows', columns: flowsColumns, widths: { Host: 140, Command: 183 }, rows: 9,
      description: 'Latest 1,000. Click a row to list its events below. Bytes are those reported within the time range. Scroll right for bytes, times and PID.',
      drilldown: setTokens({ flow: 'row.Flow.value', flow_host: 'row.Host.value' }),
    }),
    one: table({
      title: 'All events of the connection', search: 'one', columns: eventColumns, rows: 10,
      description: 'Every field as the tracer reported it, of the connection that you clicked on above.',
    }),
  },
  rows: [
    { height: 140, panels: { connections: 170, ends: 180, failed: 160, open: 160, peers_count: 170, sent: 180, received: 180 } },
    { height: 280, panels: { ends_over_time: 600, ports: 600 } },
    { height: 240, panels: { handshake_over_time: 600, bytes_over_time: 600 } },
    { height: tableHeight(6, 2), panels: { peers: 1200 } },
    { height: tableHeight(10, 2), panels: { flows: 1200 } },
    { height: tableHeight(10), panels: { one: 1200 } },
  ],
};
