/** Whom did these processes connect to, and how did it go: the view that opens first. */
import { outcomeColors } from './colors';
import { shownAs } from './columns';
import type { View } from './definition';
import { hostChoice, hostsSearch, timeRange } from './inputs';
import { bars, columns, linkTo, singleValue, table } from './panels';
import { events, exactProcess, humanBytes, localTime, ofHost, oneLine, orSay, outcome, processTerms } from './spl';

/** Connections that the chosen processes opened: these have one end that counts, whoever accepts. */
const made = (terms: string): string => events('tcp', `direction=outbound ${terms} ${ofHost} ${processTerms} ${exactProcess}`);
const toExplorer = { host: 'host', process: 'row.Process.value', peer: 'row.Destination.value', port: 'row.Port.value' };
const otherwise = 'Choose other processes, all hosts or a longer time, or see Setup & Health.';

const failuresColumns = { process_name: 'Process', dest: 'Destination', dest_port: 'Port', failed: 'Failed', why: 'Why', errno: 'Errno' } as const;
const destinationsColumns = {
  process_name: 'Process', dest: 'Destination', dest_port: 'Port', app: 'Service', connections: 'Connections', failed: 'Failed',
  open: 'Still open', bytes_out: 'Bytes sent', bytes_in: 'Bytes received', last: 'Last time',
} as const;
const commandsColumns = {
  process_name: 'Process', command: 'Command line', user: 'User', parent_process_name: 'Parent', host: 'Host', connections: 'Connections',
  failed: 'Failed', last: 'Last time',
} as const;

export const processConnections: View = {
  id: 'process_connections',
  label: 'Process connections',
  description: 'Whom the chosen processes connected to, and how it went. A connection counts when it ends or fails; a click goes on to its single connections.',
  inputs: [
    timeRange,
    hostChoice,
    {
      type: 'input.multiselect', title: 'Processes (list: last hour)', token: 'process', value: ['wget', 'python*'],
      choices: [['All processes', '*'], ['wget', 'wget'], ['python*', 'python*']], search: 'processes', field: 'process_name',
    },
  ],
  searches: {
    hosts: hostsSearch,
    processes: {
      span: { earliest: '-60m@m', latest: 'now' }, // all processes of a day would be read each time that the view opens
      query: `${events('tcp', `direction=outbound event IN (connect, connect_failed, close) ${ofHost}`)} | stats count by process_name | sort 500 -count | where process_name!="wget" | sort 500 process_name | fields process_name`,
    },
    over_time: { query: `${made('event IN (close, connect_failed)')} | timechart limit=8 sum(connections) by process_name` },
    outcomes_over_time: { query: `${made('event IN (close, connect_failed)')} ${outcome} | timechart limit=10 sum(connections) by outcome` },
    failures_over_time: { base: 'outcomes_over_time', query: '| fields - established' },
    outcomes: {
      base: 'outcomes_over_time',
      query: `| untable _time outcome connections | stats sum(connections) AS connections by outcome | where connections>0
| eval result=outcome | chart sum(connections) over result by outcome`,
    },
    pairs: {
      query: `${made('event IN (connect, connect_failed, close, existing, flow)')} ${outcome}
| fillnull value="-" errno errno_text
| stats sum(connections) AS connections dc(flow_id) AS seen sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in max(_time) AS last by process_name dest dest_port app outcome errno errno_text
| fillnull value=0 bytes_out bytes_in
| eval failed=if(outcome=="established", 0, connections), open=if(outcome=="established" AND seen>connections, seen-connections, 0)
| eventstats sum(connections) AS all_connections sum(failed) AS all_failed sum(open) AS all_open sum(bytes_out) AS all_out sum(bytes_in) AS all_in dc(dest) AS all_destinations
| sort 5000 -failed -connections
| table process_name dest dest_port app outcome errno errno_text connections failed open bytes_out bytes_in last all_*`,
    },
    totals: {
      base: 'pairs',
      query: `| stats count max(all_connections) AS connections max(all_failed) AS failed max(all_open) AS open max(all_out) AS sent max(all_in) AS received max(all_destinations) AS destinations
| fillnull value=0 connections failed open sent received destinations
| eval failed_percent=if(connections>0, round(100*failed/connections, 1), 0), ${humanBytes('sent')}, ${humanBytes('received')} | fields - count`,
    },
    failures: {
      base: 'pairs',
      query: `| where failed>0 | stats sum(failed) AS failed by process_name dest dest_port errno errno_text outcome | sort 100 -failed
| eval why=if(errno_text=="-", outcome, errno_text)
${shownAs(failuresColumns)}
${orSay({ Why: 'No connection of the chosen processes failed in this time range.' })}`,
    },
    destinations: {
      base: 'pairs',
      query: `| stats sum(connections) AS connections sum(failed) AS failed sum(open) AS open sum(bytes_out) AS bytes_out sum(bytes_in) AS bytes_in max(last) AS last by process_name dest dest_port app
| sort 200 -connections -bytes_out | eval ${localTime('last')}
${shownAs(destinationsColumns)}
${orSay({ 'Last time': `No connection. ${otherwise}` })}`,
    },
    commands: {
      query: `${made('(event IN (connect, connect_failed, existing) OR outcome=success)')}
| eval command=coalesce(process, process_path, process_name) | eval ${oneLine('command')}, user=coalesce(user, user_id, "unknown"), failed=if(event=="connect_failed", 1, 0)
| fillnull value="unknown" parent_process_name
| stats dc(flow_id) AS opened sum(failed) AS failed max(_time) AS last by process_name command user parent_process_name host
| eval connections=opened+failed | sort 100 -connections | eval ${localTime('last')}
${shownAs(commandsColumns)}
${orSay({ 'Command line': `None began a connection. ${otherwise}` })}`,
    },
  },
  panels: {
    connections: singleValue({ title: 'Connections', search: 'totals', field: 'connections' }),
    failed: singleValue({ title: 'Failed', search: 'totals', field: 'failed', badFrom: 1 }),
    failed_percent: singleValue({ title: 'Failed, percent', search: 'totals', field: 'failed_percent', unit: '%', precision: 1, badFrom: 1 }),
    open: singleValue({ title: 'Still open', search: 'totals', field: 'open' }),
    destinations_count: singleValue({ title: 'Destinations', search: 'totals', field: 'destinations' }),
    sent: singleValue({ title: 'Sent', search: 'totals', field: 'sent' }),
    received: singleValue({ title: 'Received', search: 'totals', field: 'received' }),
    over_time: columns({
      title: 'Connections over time, by process', search: 'over_time', y: 'connections',
      description: 'Ended or failed in each interval. Empty when none of the chosen processes connected.',
      drilldown: linkTo('connection_explorer', { host: 'host', process: 'name' }),
    }),
    outcomes: bars({
      title: 'Outcomes', search: 'outcomes', y: 'connections', seriesColors: outcomeColors,
      description: 'How the attempts ended: established, or why not.',
    }),
    failures_over_time: columns({
      title: 'Failed connects over time, by outcome', search: 'failures_over_time', y: 'failed', seriesColors: outcomeColors, legend: 'bottom',
      description: 'Empty when nothing failed.',
    }),
    failures: table({
      title: 'Failed connections, and why', search: 'failures', columns: failuresColumns,
      description: 'Errno in words: what to look at. A click shows the single attempts.',
      drilldown: linkTo('connection_explorer', toExplorer),
    }),
    destinations: table({
      title: 'Top destinations', search: 'destinations', columns: destinationsColumns,
      description: 'The 200 with the most connections. Bytes of connections that ended or reported in this time range. A click shows the single connections.',
      drilldown: linkTo('connection_explorer', toExplorer),
    }),
    commands: table({
      title: 'Command lines behind them', search: 'commands', columns: commandsColumns,
      description: 'The 100 with the most connections opened in this time range, with who ran them.',
      drilldown: linkTo('connection_explorer', { host: 'row.Host.value', process: 'row.Process.value' }),
    }),
  },
  rows: [
    { height: 110, panels: { connections: 180, failed: 160, failed_percent: 170, open: 160, destinations_count: 170, sent: 180, received: 180 } },
    { height: 280, panels: { over_time: 800, outcomes: 400 } },
    { height: 300, panels: { failures_over_time: 380, failures: 820 } },
    { height: 320, panels: { destinations: 1200 } },
    { height: 320, panels: { commands: 1200 } },
  ],
};
