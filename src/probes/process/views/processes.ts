/** What ran, whose it was and how it ended; of one process its parent and its children. */
import { colors } from '../../../splunk/views/colors';
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { anyText, hostChoice, hostsSearch, processText, shortTimeRange } from '../../../splunk/views/inputs';
import { bars, barsTime, columns, linkTo, setTokens, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { compared, events, localTime, ofHost, orNoRow, orSay, periodBefore, typedProcess } from '../../../splunk/views/spl';
import { aboutNumbers, clickHere, ifAlwaysEmpty, needsProbe, rowFilters } from '../../../splunk/views/texts';
import { program } from '../searches/terms';
import { chosen, chosenProcess, eachProcess, endColors, ending, mostOf, place, shownProcess } from './terms';

const off = ifAlwaysEmpty('process');
const otherwise = `Set process and user to *, choose all hosts or a longer time range. ${off}`;

const counted = (more = ''): string => `${chosen(`event IN (exec, exec_rollup, exit, exit_rollup) ${more}`)}
| eval ${ending} | ${program} | eval began=if(isnull(state), occurrences, 0), ends=if(isnull(state), 0, occurrences), failed=if(state=="failed", occurrences, 0), killed=if(state=="killed", occurrences, 0), good=if(state=="ended", occurrences, 0), path=if(isnull(state), program, null()), cpu=if(isnull(state), 0, cpu_time)`;
const sums = ['began', 'ends', 'failed', 'killed', 'cpu'] as const;
const distinct = ['programs', 'users'] as const;
const distinctOf = (suffix: string): string => `dc(path) AS programs${suffix} dc(user) AS users${suffix}`;
const sumsOf = (suffix = ''): string => `${sums.map((name) => `sum(${name}) AS ${name}${suffix}`).join(' ')} ${distinctOf(suffix)}`;
const kpis = [...sums, ...distinct] as const;

const ranColumns = {
  process_name: 'Process', user: 'User', place: 'Container or unit', parent: 'Parent', runs: 'Runs', hosts: 'Hosts', last: 'Last seen', program: 'Program',
} as const;
const newestColumns = { process_name: 'Process', user: 'User', parent: 'Parent', runs: 'Runs', first: 'First seen', program: 'Program' } as const;
const failuresColumns = { process_name: 'Process', user: 'User', how: 'How it ended', times: 'Times', last: 'Last seen' } as const;
const busiestColumns = { process_name: 'Process', user: 'User', host: 'Host', times: 'Processes', cpu: 'CPU seconds', longest: 'Longest, seconds' } as const;
const singleColumns = {
  began: 'Started', state: 'State', how: 'How it ended', process_name: 'Process', user: 'User', host: 'Host', parent: 'Parent', command: 'Command',
  duration: 'Seconds', cpu: 'CPU seconds', peak: 'Peak MB', process_id: 'PID', process_guid: 'Process GUID',
} as const;
const lineageColumns = {
  relation: 'Relation', process_name: 'Process', user: 'User', host: 'Host', began: 'Started', state: 'State', how: 'How it ended', command: 'Command',
  duration: 'Seconds', process_id: 'PID', process_guid: 'Process GUID',
} as const;

const here = { host: 'host', user: 'user', process: 'process', state: 'state' } as const;
const ofRow = linkTo('processes', { ...here, process: 'row.Process.value', user: 'row.User.value' });
const one = setTokens({ guid: 'row.Process GUID.value', guid_host: 'row.Host.value' });
/**
 * Its parent, and the 500 children that began last, by one of their events each: the event of an end does not name the parent. The
 * guid as a word of its own is looked up in the index; a calculated field, as the parent's is, cannot be.
 */
const relatives = `[search ${events('process', 'host=$guid_host|s$ $guid|s$ (process_guid=$guid|s$ OR parent_process_guid=$guid|s$)')} | eval child=if(process_guid==$guid|s$, 0, 1), process_guid=case(child==1, process_guid, parent_process_guid!="unknown", parent_process_guid) | dedup process_guid | sort 501 child -_time | append [| makeresults | eval process_guid="none"] | fields process_guid]`;

export const processesView: View = {
  id: 'processes',
  label: 'Processes',
  description: `What ran, whose it was, what started it, and how it ended; of one process its parent and children. ${needsProbe('process')} Opens with the last hour. ${aboutNumbers}`,
  inputs: [
    shortTimeRange,
    hostChoice,
    anyText('user', 'User (* = any)'),
    processText,
    {
      type: 'input.dropdown', title: 'Process state', token: 'state', value: '*',
      choices: [['All', '*'], ['Exit code not 0', 'failed'], ['Killed by a signal', 'killed'], ['Exit code 0', 'ended'], ['Still running', 'running']],
    },
  ],
  searches: {
    hosts: hostsSearch,
    over_time: {
      query: `${counted()}
| timechart sum(good) AS good ${sumsOf()}
| append maxtime=600 [search ${counted(periodBefore)} | stats ${sumsOf('_before')}]
| append maxtime=600 [search ${counted()} | stats ${distinctOf('_total')}]
| table _time good ${kpis.map((name) => `${name} ${name}_before`).join(' ')} ${distinct.map((name) => `${name}_total`).join(' ')}`,
    },
    kpis: {
      base: 'over_time',
      query: `${compared(sums, distinct)} | where all_began+all_ends>0 | eval all_cpu=round(all_cpu, 1)
| fields ${kpis.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ ...Object.fromEntries(kpis.map((name) => [`all_${name}`, '-'])), all_began: 'none' })}`,
    },
    began_over_time: { base: 'over_time', query: `| where isnotnull(_time) | rename began AS Started | table _time Started
${orNoRow}` },
    ends_over_time: { base: 'over_time', query: `| where isnotnull(_time) | rename good AS "Exit code 0", failed AS "Exit code not 0", killed AS Killed | table _time "Exit code 0" "Exit code not 0" Killed
${orNoRow}` },
    ran: {
      query: `${chosen('event IN (exec, exec_rollup, existing)')}
| ${program} | eval ${place}, started=if(event=="existing", 0, occurrences)
| fillnull value="unknown" parent_process_name
| stats sum(started) AS runs min(_time) AS first max(_time) AS last dc(host) AS hosts by program process_name user place parent_process_name
| eventstats min(first) AS first_run sum(runs) AS all_runs by program process_name
| where runs>0 | rename parent_process_name AS parent
${mostOf(['runs', 'first_run'])}
| table program process_name user place parent runs hosts last first_run all_runs`,
    },
    ran_table: {
      base: 'ran',
      query: `| sort 200 -runs process_name user parent | eval ${localTime('last')}
${shownAs(ranColumns)}
${orSay({ Program: `No program was started. ${otherwise}` })}`,
    },
    top: {
      base: 'ran',
      query: '| stats sum(runs) AS Runs by process_name | sort 8 -Runs process_name | eval process=process_name . " (" . Runs . ")" | table process Runs',
    },
    newest: {
      base: 'ran',
      query: `| stats max(first_run) AS first max(all_runs) AS runs values(user) AS user values(parent) AS parent by program process_name
| sort 100 -first process_name | eval user=mvjoin(mvindex(user, 0, 2), ", "), parent=mvjoin(mvindex(parent, 0, 2), ", "), ${localTime('first')}
${shownAs(newestColumns)}
${orSay({ Program: `No program was started. ${otherwise}` })}`,
    },
    ends: {
      query: `${chosen('event IN (exit, exit_rollup)')} | eval ${ending}
| stats sum(occurrences) AS times sum(cpu_time) AS cpu max(duration) AS longest max(_time) AS last by process_name user host state how
| eval failures=if(state=="ended", 0, times)
${mostOf(['failures', 'cpu'])}
| table process_name user host state how times failures cpu longest last`,
    },
    failures: {
      base: 'ends',
      query: `| where failures>0 | stats sum(times) AS times max(last) AS last by process_name user how | sort 100 -times process_name how | eval ${localTime('last')}
${shownAs(failuresColumns)}
${orSay({ 'Last seen': `No failed processes in this time range. ${off}` })}`,
    },
    busiest: {
      base: 'ends',
      query: `| stats sum(times) AS times sum(cpu) AS cpu max(longest) AS longest by process_name user host | sort 100 -cpu process_name host | eval cpu=round(cpu, 1), longest=round(longest, 1)
${shownAs(busiestColumns)}
${orSay({ 'Longest, seconds': `No process ended in this time range. ${off}` })}`,
    },
    single: {
      query: `${events('process', `${ofHost} ((event IN (exec, existing) ${typedProcess}) OR event=exit)`)}
| fillnull value="unknown" user
${eachProcess}
${chosenProcess}
| search state=$state|s$ | sort 1000 -last process_guid
${shownProcess}
${shownAs(singleColumns)}
${orSay({ Command: `No matching process. ${otherwise}` })}`,
    },
    lineage: {
      span: { earliest: '-7d@h', latest: 'now' }, // a parent began before what it started
      query: `${events('process', `host=$guid_host|s$ (process_guid=$guid|s$ OR ${relatives})`)}
| fillnull value="unknown" user
${eachProcess}
| eval order=case(process_guid==$guid|s$, 2, parent_guid==$guid|s$, 3, true(), 1) | eval relation=case(order==1, "parent", order==2, "itself", true(), "child")
| sort 502 order last
${shownProcess}
${shownAs(lineageColumns)}
${orSay({ Command: 'Click on a process above.' })}`,
    },
  },
  tokens: { guid: 'none', guid_host: 'none', only_failed: 'failed', only_killed: 'killed' },
  panels: {
    began: singleValue({ title: 'Programs started', search: 'kpis', field: 'all_began', trend: trendOf('began') }),
    programs: singleValue({ title: 'Different programs', search: 'kpis', field: 'all_programs', trend: trendOf('programs') }),
    users: singleValue({ title: 'Users', search: 'kpis', field: 'all_users', trend: trendOf('users') }),
    ended: singleValue({ title: 'Processes ended', search: 'kpis', field: 'all_ends', trend: trendOf('ends') }),
    failed: singleValue({ title: 'Exit code not 0', search: 'kpis', field: 'all_failed', trend: trendOf('failed'), drilldown: linkTo('processes', { ...here, state: 'only_failed' }) }),
    killed: singleValue({ title: 'Killed by a signal', search: 'kpis', field: 'all_killed', trend: trendOf('killed'), drilldown: linkTo('processes', { ...here, state: 'only_killed' }) }),
    cpu: singleValue({ title: 'CPU seconds', search: 'kpis', field: 'all_cpu', precision: 1, trend: trendOf('cpu') }),
    began_over_time: columns({
      title: 'Programs started', search: 'began_over_time', y: 'programs', legend: 'bottom',
      description: clickHere('bar'),
      seriesColors: { Started: colors.calm }, drilldown: linkTo('processes', { ...here, ...barsTime }),
    }),
    ends_over_time: columns({
      title: 'Processes ended', search: 'ends_over_time', y: 'processes', legend: 'bottom',
      description: `Killed: by a signal. ${clickHere('bar')}`,
      seriesColors: endColors, drilldown: linkTo('processes', { ...here, ...barsTime }),
    }),
    top: bars({ title: 'Top programs', search: 'top', y: 'runs', description: 'The 8 that were started most often.', seriesColors: { Runs: colors.calm } }),
    ran_table: table({
      title: 'What ran', search: 'ran_table', columns: ranColumns, widths: { User: 100 }, rows: 8,
      description: `The 200 that were started most often, by user, container and parent. ${rowFilters}`,
      drilldown: ofRow,
    }),
    failures: table({
      title: 'Failed or killed', search: 'failures', columns: failuresColumns, rows: 6,
      description: `Exit code other than 0, or killed by a signal. ${rowFilters}`,
      drilldown: ofRow,
    }),
    busiest: table({
      title: 'Most CPU time', search: 'busiest', columns: busiestColumns, widths: { 'Host': 110, 'Longest, seconds': 150 }, rows: 6,
      description: `Of processes that have ended. ${rowFilters}`,
      drilldown: linkTo('processes', { ...here, host: 'row.Host.value', process: 'row.Process.value', user: 'row.User.value' }),
    }),
    newest: table({
      title: 'Programs by first run in this time range', search: 'newest', columns: newestColumns, rows: 5,
      description: `Latest first, 100 at most. A program may have run before the time range too: choose 7 days or more to find new ones. ${rowFilters}`,
      drilldown: linkTo('processes', { ...here, process: 'row.Process.value' }),
    }),
    single: table({
      title: 'Single processes', search: 'single', columns: singleColumns, widths: { Host: 140, Command: 230 }, rows: 9,
      description: 'Latest 1,000 that were at any time one of the chosen, with their last name and user. Running: no end seen in this time range. Click a row for parent and children. Scroll right for times, memory and PID.',
      drilldown: one,
    }),
    lineage: table({
      title: 'Parent and children', search: 'lineage', columns: lineageColumns, widths: { Host: 140 },
      description: 'Of the process that you clicked on above, as far as they began in the last 7 days or were there when the input started; the 500 children that began last. Click a row to go on to its own.',
      drilldown: one,
    }),
  },
  rows: [
    { height: 140, panels: { began: 170, programs: 170, users: 160, ended: 170, failed: 170, killed: 180, cpu: 180 } },
    { height: 280, panels: { began_over_time: 400, ends_over_time: 400, top: 400 } },
    { height: tableHeight(8), panels: { ran_table: 1200 } },
    { height: tableHeight(6, 2), panels: { failures: 540, busiest: 660 } },
    { height: tableHeight(5, 2), panels: { newest: 1200 } },
    { height: tableHeight(9, 2), panels: { single: 1200 } },
    { height: tableHeight(10), panels: { lineage: 1200 } },
  ],
};
