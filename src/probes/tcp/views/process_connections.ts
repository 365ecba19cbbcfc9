/** Whom did these processes connect to, and how did it go: the view that opens first. */
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { hostChoice, hostsSearch, timeRange } from '../../../splunk/views/inputs';
import { bars, barsTime, columns, linkTo, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { changes, compared, events, inMegabytes, localTime, ofHost, oneLine, orNoChoice, orNoRow, orSay, periodBefore, stillOpen } from '../../../splunk/views/spl';
import { aboutNumbers, clickToExplorer } from '../../../splunk/views/texts';
import { attemptOutcomes as outcomes, nothingFailed, outcomeColors } from './colors';
import { directions, outcomes as choices } from './inputs';
import { exactProcess, outcome, processTerms } from './terms';

/** Connections that the chosen processes opened: these have one end that counts, whoever accepts. */
const made = (terms: string): string => events('tcp', `direction=outbound ${terms} ${ofHost} ${processTerms} ${exactProcess}`);
const chosen = { host: 'host', process: 'process', direction: 'outbound' } as const;
const toExplorer = { ...chosen, process: 'row.Process.value', peer: 'row.Destination.value', port: 'row.Port.value' };
const otherwise = 'Choose other processes, all hosts or a longer time range. If it stays empty, see Setup & Health.';

/** A connection is counted when it ends or fails, and is seen from its beginning on. */
const counted = (more = ''): string =>
  `${made(`event IN (connect, connect_failed, close, existing, flow) ${more}`)} ${outcome} | eval failed=if(outcome=="established", 0, connections), established=if(outcome=="established", flow_id, null())`;
const sums = ['connections', 'failed', 'sent', 'received'] as const;
const distinct = ['destinations', 'seen'] as const;
const distinctOf = (suffix: string): string => `dc(dest) AS destinations${suffix} dc(established) AS seen${suffix}`;
const sumsOf = (suffix = ''): string =>
  `sum(connections) AS connections${suffix} sum(failed) AS failed${suffix} sum(bytes_out) AS sent${suffix} sum(bytes_in) AS received${suffix} ${distinctOf(suffix)}`;
const shown = [...sums, 'destinations', 'open', 'percent'] as const;
const byOutcome = `| where isnotnull(_time) | eventstats sum(connections) AS all_connections sum(failed) AS all_failed | where all_connections>0
| fillnull value=0 ${outcomes.map((name) => `o_${name}`).join(' ')} | eval o_none=if(all_failed>0, null(), 0)
| table _time ${[...outcomes, 'none'].map((name) => `o_${name}`).join(' ')} | untable _time outcome connections | eval outcome=if(outcome=="o_none", "${nothingFailed}", substr(outcome, 3))`;
const toConnections = linkTo('connection_explorer', chosen);
const toFailures = { ...chosen, outcome: 'failed' } as const;
const toQuality = linkTo('network_quality', chosen);

const failuresColumns = { process_name: 'Process', dest: 'Destination', dest_port: 'Port', failed: 'Failed', why: 'Reason', errno: 'Errno' } as const;
const destinationsColumns = {
  process_name: 'Process', dest: 'Destination', dest_port: 'Port', app: 'Service (by port)', connections: 'Connections', failed: 'Failed',
  open: 'Still open', bytes_out: 'Bytes sent', bytes_in: 'Bytes received', last: 'Last seen',
} as const;
const commandsColumns = {
  process_name: 'Process', command: 'Command line', user: 'User', parent: 'Parent', hosts: 'Hosts', connections: 'Connections',
  failed: 'Failed', last: 'Last seen',
} as const;

export const processConnections: View = {
  id: 'process_connections',
  label: 'Process connections',
  description: `Outbound TCP connections of the chosen processes: destinations, failures and their reasons. A connection is counted when it closes or fails. Still open: no close seen in the time range. ${aboutNumbers}`,
  inputs: [
    timeRange,
    hostChoice,
    {
      type: 'input.multiselect', title: 'Process (busiest 500)', token: 'process', value: ['*'],
      choices: [['All processes', '*'], ['wget', 'wget'], ['python*', 'python*']], search: 'processes', field: 'process_name',
    },
  ],
  searches: {
    hosts: hostsSearch,
    processes: {
      query: `${events('tcp', `direction=outbound event IN (connect, connect_failed, close) ${ofHost}`)} | stats count by process_name | sort 500 -count | where process_name!="wget" | sort 500 process_name | fields process_name
${orNoChoice('process_name', 'none connected in this time')}`,
    },
    by_process: { query: `${made('event IN (close, connect_failed)')} | timechart limit=8 sum(connections) by process_name
${orNoRow}` },
    over_time: {
      query: `${counted()} | eval ${outcomes.map((name) => `o_${name}=if(outcome=="${name}", connections, null())`).join(', ')}
| timechart ${sumsOf()} ${outcomes.map((name) => `sum(o_${name}) AS o_${name}`).join(' ')}
| append maxtime=600 [search ${counted(periodBefore)} | stats ${sumsOf('_before')}]
| append maxtime=600 [search ${counted()} | stats ${distinctOf('_total')}]
| table _time ${[...sums, ...distinct].map((name) => `${name} ${name}_before`).join(' ')} ${distinct.map((name) => `${name}_total`).join(' ')} ${outcomes.map((name) => `o_${name}`).join(' ')}`,
    },
    kpis: {
      base: 'over_time',
      query: `${compared(sums, distinct)} | where all_seen+all_connections>0
| eval all_percent=if(all_connections>0, round(100*all_failed/all_connections, 1), 0), percent=if(connections>0, 100*failed/connections, 0), change_percent=if(before_failed>0, all_percent-100*before_failed/before_connections, null()), ${inMegabytes('sent', 'received')}, ${stillOpen((prefix) => `${prefix}connections-${prefix}failed`)}
| eval ${changes(['open'])} | fields ${shown.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ ...Object.fromEntries(shown.map((name) => [`all_${name}`, '-'])), all_connections: 'none' })}`,
    },
    failures_over_time: {
      base: 'over_time',
      query: `${byOutcome} | eventstats sum(connections) AS of_outcome by outcome | where outcome!="established" AND (of_outcome>0 OR outcome=="${nothingFailed}")
| xyseries _time outcome connections`,
    },
    outcomes: {
      base: 'over_time',
      query: `${byOutcome} | where connections>0 | stats sum(connections) AS connections by outcome
| eval result=outcome . " (" . connections . ")" | chart sum(connections) over result by outcome`,
    },
    pairs: {
      query: `${made('event IN (connect, connect_failed, close, existing, flow)')} ${outcome}
| fillnull value="-" errno errno_text
| stats sum(connections) AS connections dc(flow_id) AS seen sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in max(_time) AS last by process_name dest dest_port app outcome errno errno_text
| fillnull value=0 bytes_out bytes_in
| eval failed=if(outcome=="established", 0, connections), open=if(outcome=="established" AND seen>connections, seen-connections, 0)
| sort 5000 -failed -connections
| table process_name dest dest_port app outcome errno errno_text connections failed open bytes_out bytes_in last`,
    },
    failures: {
      base: 'pairs',
      query: `| where failed>0 | stats sum(failed) AS failed by process_name dest dest_port errno errno_text outcome | sort 100 -failed
| eval why=if(errno_text=="-", outcome, errno_text)
${shownAs(failuresColumns)}
${orSay({ Reason: 'No connection of the chosen processes failed in this time range, or no event arrived: see Setup & Health.' })}`,
    },
    destinations: {
      base: 'pairs',
      query: `| stats sum(connections) AS connections sum(failed) AS failed sum(open) AS open sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in max(last) AS last by process_name dest dest_port app
| sort 200 -connections -bytes_out | eval ${localTime('last')}
${shownAs(destinationsColumns)}
${orSay({ 'Last seen': `No matching connections. ${otherwise}` })}`,
    },
    commands: {
      query: `${made('(event IN (connect, connect_failed, existing) OR outcome=success)')}
| eval command=coalesce(process, process_path, process_name) | eval ${oneLine('command')}, user=coalesce(user, "unknown"), failed=if(event=="connect_failed", 1, 0)
| fillnull value="unknown" parent_process_name
| stats dc(flow_id) AS connections sum(failed) AS failed max(_time) AS last dc(host) AS hosts values(user) AS user values(parent_process_name) AS parent by process_name command
| sort 100 -connections process_name command | eval user=mvjoin(mvindex(user, 0, 2), ", "), parent=mvjoin(mvindex(parent, 0, 2), ", "), ${localTime('last')}
${shownAs(commandsColumns)}
${orSay({ 'Command line': `No connection was opened. ${otherwise}` })}`,
    },
  },
  tokens: { outbound: directions.outbound, failed: choices.failed },
  panels: {
    connections: singleValue({ title: 'Outbound connections', search: 'kpis', field: 'all_connections', trend: trendOf('connections'), drilldown: toConnections }),
    failed: singleValue({ title: 'Failed', search: 'kpis', field: 'all_failed', badFrom: 1, trend: trendOf('failed'), drilldown: linkTo('connection_explorer', toFailures) }),
    failed_percent: singleValue({
      title: 'Failed %', search: 'kpis', field: 'all_percent', precision: 1, badFrom: 1, trend: trendOf('percent'), drilldown: toQuality,
    }),
    open: singleValue({ title: 'Still open', search: 'kpis', field: 'all_open', trend: trendOf('open'), drilldown: toConnections }),
    destinations_count: singleValue({ title: 'Destinations', search: 'kpis', field: 'all_destinations', trend: trendOf('destinations'), drilldown: toConnections }),
    sent: singleValue({ title: 'Sent MB', search: 'kpis', field: 'all_sent', precision: 2, trend: trendOf('sent'), drilldown: toConnections }),
    received: singleValue({ title: 'Received MB', search: 'kpis', field: 'all_received', precision: 2, trend: trendOf('received'), drilldown: toConnections }),
    over_time: columns({
      title: 'Connections over time, by process', search: 'by_process', y: 'connections',
      description: `Closed or failed in each interval. ${clickToExplorer('bar', 'that process')}`,
      drilldown: linkTo('connection_explorer', { ...chosen, process: 'name', ...barsTime }),
    }),
    outcomes: bars({
      title: 'Outcomes', search: 'outcomes', y: 'connections', seriesColors: outcomeColors,
      description: 'How the attempts ended: established, or why not.',
    }),
    failures_over_time: columns({
      title: 'Failed connections over time, by outcome', search: 'failures_over_time', y: 'failed', seriesColors: outcomeColors, legend: 'bottom',
      description: clickToExplorer('bar', 'the failures'), drilldown: linkTo('connection_explorer', { ...toFailures, ...barsTime }),
    }),
    failures: table({
      title: 'Failed connections, and why', search: 'failures', columns: failuresColumns, widths: { Reason: 285 }, rows: 3,
      description: 'The 100 most frequent failures, each with its reason and errno. Click a row to open the failed attempts in Connection explorer.',
      drilldown: linkTo('connection_explorer', { ...toExplorer, outcome: 'failed' }),
    }),
    destinations: table({
      title: 'Top destinations', search: 'destinations', columns: destinationsColumns, widths: { Destination: 150 }, rows: 8,
      description: 'The 200 with the most connections. Bytes of connections that closed or reported in this time range. Click a row to open Connection explorer.',
      drilldown: linkTo('connection_explorer', toExplorer),
    }),
    commands: table({
      title: 'Command lines', search: 'commands', columns: commandsColumns, rows: 10,
      description: 'The 100 with the most connections opened in this time range, on how many hosts, and up to three of the users and parents. Click a row to open the connections of its process in Connection explorer.',
      drilldown: linkTo('connection_explorer', { ...chosen, process: 'row.Process.value' }),
    }),
  },
  rows: [
    { height: 140, panels: { connections: 180, failed: 160, failed_percent: 170, open: 160, destinations_count: 170, sent: 180, received: 180 } },
    { height: 280, panels: { over_time: 720, outcomes: 480 } },
    { height: tableHeight(3, 2), panels: { failures_over_time: 380, failures: 820 } },
    { height: tableHeight(8), panels: { destinations: 1200 } },
    { height: tableHeight(10, 2), panels: { commands: 1200 } },
  ],
};
