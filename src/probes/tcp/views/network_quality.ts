/** How good the network is: handshake time, round trip, retransmits, failures, by peer and by process. */
import { colors, medianColors } from '../../../splunk/views/colors';
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { hostChoice, hostsSearch, processText, shortTimeRange } from '../../../splunk/views/inputs';
import { barsTime, columns, lines, linkTo, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { events, inMicroseconds, ofHost, orNoRow, orSay, periodBefore } from '../../../splunk/views/spl';
import { aboutNumbers, clickToExplorer, logarithmic } from '../../../splunk/views/texts';
import { nothingFailed } from './colors';
import { directionChoice, outcomes, peerText, portText } from './inputs';
import { aboutSides, exactPeer, exactTypedProcess, handshakeMs, outcome, peerTerms, typedProcessTerms } from './terms';

const measuredIn = (more = ''): string => `${events('tcp', `event IN (connect, accept, close, connect_failed, flow) direction=$direction|s$ NOT direction=listening ${more} ${ofHost} ${typedProcessTerms} ${peerTerms} ${exactTypedProcess} ${exactPeer} dest_port=$port|s$`)} ${outcome}
| eval ${handshakeMs}, rtt_ms=if(event=="close", rtt_us/1000, null()), failed=if(outcome=="established", 0, 1), resent=if(outcome=="established", retransmits, null())`;
const measured = measuredIn();

/** What is reported of each group of connections. The packets of a failed connect are not counted, so its SYNs that were sent again are not either. */
const measures = 'sum(connection_ends) AS ends sum(failed) AS failed median(handshake_ms) AS handshake perc95(handshake_ms) AS handshake_95 median(rtt_ms) AS rtt perc95(rtt_ms) AS rtt_95 sum(resent) AS retransmits sum(packets_out) AS packets';
const shares = '| fillnull value=0 retransmits packets | eval resent=if(packets>0, round(100*retransmits/packets, 2), 0), failed_percent=if(ends>0, round(100*failed/ends, 1), 0)';
/** From this on a handshake is as bad as one that fails. */
const slowMs = 500;
/** By share, so that the busiest is not the worst; of the same share the one with the most failures. */
const worstFirst = `| eval badness=max(failed_percent, resent, if(coalesce(handshake_95, 0)>=${slowMs}, 100, 0)) | sort 200 -badness -failed -ends`;
const rounded = `| eval ${['handshake', 'handshake_95', 'rtt', 'rtt_95'].map((field) => `${field}=round(${field}, 3)`).join(', ')}`;
const measureNames = {
  handshake: 'Handshake ms, median', handshake_95: 'Handshake ms, p95', rtt: 'RTT ms, median', rtt_95: 'RTT ms, p95',
  resent: 'Retransmitted %', retransmits: 'Retransmits', failed: 'Failed', failed_percent: 'Failed %', ends: 'Sides',
} as const;
const compared = ['failed_percent', 'resent', 'handshake_95', 'handshake', 'rtt', 'ends'] as const;
const named = (when: string): string => compared.map((name) => `${name} AS ${when}_${name}`).join(', ');
/** A count over time as one series, which has another name where all of it is 0; no rows where nothing ended or failed. */
const orNoneOf = (field: string, series: string, none: string): string =>
  `| where isnotnull(_time) | eventstats sum(ends) AS all_ends sum(${field}) AS total | where all_ends>0 | eval series=if(total>0, "${series}", "${none}"), count=coalesce(${field}, 0) | xyseries _time series count`;
const shareOf = (as: string, part: string, of: string): string => `${as}=if(${of}>0, 100*${part}/${of}, 0)`;
const here = { host: 'host', process: 'process', peer: 'peer', port: 'port', direction: 'direction' } as const;
const toConnections = linkTo('connection_explorer', here);
const fromThere = linkTo('connection_explorer', { ...here, ...barsTime });
const failures = { ...here, outcome: 'failed' } as const;
/** In place of the retransmits where there was none. */
const nothingResent = 'No retransmits';
const empty = 'No matching connections. Set process, address and port to *, choose all hosts and both directions, or a longer time range. If it stays empty, see Setup & Health.';

const byPeerColumns = { peer: 'Peer', dest_port: 'Port', app: 'Service (by port)', ...measureNames } as const;
const byProcessColumns = { process_name: 'Process', host: 'Host', ...measureNames } as const;

export const networkQuality: View = {
  id: 'network_quality',
  label: 'Network quality',
  description: `Handshake time, round trip time, retransmits and failures, by peer and by process, the worst first. Each side of a connection measures for itself. ${aboutSides} Opens with outbound sides of the last hour. ${aboutNumbers}`,
  inputs: [shortTimeRange, hostChoice, processText, peerText, portText, directionChoice('outbound')],
  searches: {
    hosts: hostsSearch,
    over_time: {
      query: `${measured} | timechart ${measures}
| append maxtime=600 [search ${measured} | stats ${measures} ${shares} | rename ${named('all')}]
| append maxtime=600 [search ${measuredIn(periodBefore)} | stats ${measures} ${shares} | rename ${named('before')}]
| table _time handshake handshake_95 rtt rtt_95 ends failed retransmits packets all_* before_*`,
    },
    kpis: {
      base: 'over_time',
      query: `| eventstats ${compared.map((name) => `max(all_${name}) AS all_${name} max(before_${name}) AS before_${name}`).join(' ')} | where isnotnull(_time) | eval ${shareOf('failed_percent', 'failed', 'ends')}, ${shareOf('resent', 'retransmits', 'packets')}
| eval ${compared.map((name) => `change_${name}=if(before_${name}>0, all_${name}-before_${name}, null()), all_${name}=round(all_${name}, 2)`).join(', ')}
| where all_ends>0 | fillnull value="-" ${compared.map((name) => `all_${name}`).join(' ')}
${orSay({ all_ends: 'none', ...Object.fromEntries(compared.filter((name) => name !== 'ends').map((name) => [`all_${name}`, '-'])) })}`,
    },
    handshake_over_time: { base: 'over_time', query: `| where isnotnull(_time) | eval ${inMicroseconds({ Median: 'handshake', p95: 'handshake_95' })} | table _time Median p95
${orNoRow}` },
    rtt_over_time: { base: 'over_time', query: `| where isnotnull(_time) | eval ${inMicroseconds({ Median: 'rtt', p95: 'rtt_95' })} | table _time Median p95
${orNoRow}` },
    resent_over_time: { base: 'over_time', query: orNoneOf('retransmits', 'Retransmits', nothingResent) },
    failed_over_time: { base: 'over_time', query: orNoneOf('failed', 'Failed', nothingFailed) },
    by_peer: {
      query: `${measured} | stats ${measures} by peer dest_port app ${shares}
${worstFirst}
${rounded}
${shownAs(byPeerColumns)}
${orSay({ 'Service (by port)': empty })}`,
    },
    by_process: {
      query: `${measured} | stats ${measures} by process_name host ${shares}
${worstFirst}
${rounded}
${shownAs(byProcessColumns)}
${orSay({ 'Handshake ms, median': empty })}`,
    },
  },
  tokens: { failed: outcomes.failed },
  panels: {
    failed_percent: singleValue({ title: 'Failed %', search: 'kpis', field: 'all_failed_percent', precision: 1, badFrom: 1, trend: trendOf('failed_percent'), drilldown: linkTo('connection_explorer', failures) }),
    resent: singleValue({ title: 'Retransmitted %', search: 'kpis', field: 'all_resent', precision: 1, badFrom: 1, trend: trendOf('resent'), drilldown: toConnections }),
    handshake_95: singleValue({ title: 'Handshake ms, p95', search: 'kpis', field: 'all_handshake_95', precision: 2, badFrom: slowMs, trend: trendOf('handshake_95', true), drilldown: toConnections }),
    handshake: singleValue({ title: 'Handshake ms, median', search: 'kpis', field: 'all_handshake', precision: 2, trend: trendOf('handshake', true), drilldown: toConnections }),
    rtt: singleValue({ title: 'RTT ms, median', search: 'kpis', field: 'all_rtt', precision: 2, trend: trendOf('rtt', true), drilldown: toConnections }),
    ends: singleValue({ title: 'Connection sides', search: 'kpis', field: 'all_ends', trend: trendOf('ends'), drilldown: toConnections }),
    handshake_over_time: lines({
      title: 'Handshake time', search: 'handshake_over_time', y: 'µs', scale: 'log',
      description: `From SYN to established. ${logarithmic} ${clickToExplorer('point')}`,
      seriesColors: medianColors, drilldown: fromThere,
    }),
    rtt_over_time: lines({
      title: 'Round trip time', search: 'rtt_over_time', y: 'µs', scale: 'log',
      description: `Smoothed, at close. ${logarithmic} ${clickToExplorer('point')}`,
      seriesColors: medianColors, drilldown: fromThere,
    }),
    resent_over_time: columns({
      title: 'Retransmitted segments', search: 'resent_over_time', y: 'segments',
      description: `Of established connections, at close or at intervals. ${clickToExplorer('bar')}`,
      seriesColors: { Retransmits: colors.bad, [nothingResent]: colors.other }, drilldown: fromThere,
    }),
    failed_over_time: columns({
      title: 'Failed connections over time', search: 'failed_over_time', y: 'failed',
      description: `Refused, timed out, unreachable and others. ${clickToExplorer('bar', 'them')}`,
      seriesColors: { Failed: colors.bad, [nothingFailed]: colors.other }, drilldown: linkTo('connection_explorer', { ...failures, ...barsTime }),
    }),
    by_peer: table({
      title: 'By peer', search: 'by_peer', columns: byPeerColumns, rows: 6,
      description: `The 200 worst, ranked by the higher of Failed % and Retransmitted %; a p95 handshake of ${slowMs} ms or more counts as 100%. The peer of an inbound connection is its source. Click a row to open Connection explorer.`,
      drilldown: linkTo('connection_explorer', { ...here, peer: 'row.Peer.value', port: 'row.Port.value' }),
    }),
    by_process: table({
      title: 'By process and host', search: 'by_process', columns: byProcessColumns, widths: { Host: 160 }, rows: 10,
      description: 'The 200 worst, ranked in the same way. Slow for all processes of one host: suspect the host. Slow for one process on all hosts: suspect its service. Click a row to open Connection explorer.',
      drilldown: linkTo('connection_explorer', { ...here, host: 'row.Host.value', process: 'row.Process.value' }),
    }),
  },
  rows: [
    { height: 140, panels: { failed_percent: 200, resent: 200, handshake_95: 200, handshake: 200, rtt: 200, ends: 200 } },
    { height: 240, panels: { handshake_over_time: 600, rtt_over_time: 600 } },
    { height: 240, panels: { resent_over_time: 600, failed_over_time: 600 } },
    { height: tableHeight(6, 2), panels: { by_peer: 1200 } },
    { height: tableHeight(10, 2), panels: { by_process: 1200 } },
  ],
};
