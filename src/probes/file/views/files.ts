/** Who changed which files, who read those that are watched, and who was refused. */
import { colors } from '../../../splunk/views/colors';
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { anyText, hostChoice, hostsSearch, processText, shortTimeRange } from '../../../splunk/views/inputs';
import { bars, barsTime, columns, linkTo, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { compared, localTime, oneLine, orNoRow, orSay, periodBefore } from '../../../splunk/views/spl';
import { aboutNumbers, clickHere, ifAlwaysEmpty, needsProbe, rowFilters } from '../../../splunk/views/texts';
import { changes, chosen, operationColors, operations } from './terms';

const off = ifAlwaysEmpty('file');
const otherwise = `Set process, user and path to *, choose all operations, all hosts or a longer time range. ${off}`;

const counted = (more = ''): string => `${chosen(more)}
| eval ${Object.entries({ created: 'created', written: 'opened to write', renamed: 'renamed', deleted: 'deleted', other: 'changed', read: 'read', refused: 'refused' }).map(([field, what]) => `${field}=if(what=="${what}", times, 0)`).join(', ')}, changes=times-read-refused, changed_path=if(changes>0 AND isnull(count), file_path, null())`;
const sums = ['changes', 'created', 'deleted', 'read', 'refused'] as const;
const parts = ['written', 'renamed', 'other'] as const;
const distinct = ['files', 'processes'] as const;
const distinctOf = (suffix: string): string => `dc(changed_path) AS files${suffix} dc(process_name) AS processes${suffix}`;
const sumsOf = (suffix = ''): string => `${sums.map((name) => `sum(${name}) AS ${name}${suffix}`).join(' ')} ${distinctOf(suffix)}`;
const kpis = [...sums, ...distinct] as const;

const changedColumns = {
  process_name: 'Process', user: 'User', host: 'Host', what: 'Operation', changes: 'Changes', files: 'Files', last: 'Last seen', file: 'Latest file',
} as const;
const readColumns = { process_name: 'Process', user: 'User', host: 'Host', opens: 'Opens', last: 'Last seen', file_path: 'File' } as const;
const refusedColumns = { process_name: 'Process', user: 'User', host: 'Host', access: 'Asked for', error: 'Errno', refusals: 'Refusals', last: 'Last seen', file_path: 'File' } as const;
const mostColumns = { file_path: 'File', host: 'Host', changes: 'Changes', by: 'By', last: 'Last seen' } as const;
const singleColumns = {
  time: 'Time', what: 'Operation', process_name: 'Process', user: 'User', host: 'Host', file_path: 'File', old_file_path: 'File before', error: 'Errno', file_size: 'Bytes', file_mode: 'Permissions', command: 'Command', process_id: 'PID',
} as const;

const here = { host: 'host', user: 'user', process: 'process', path: 'path', what: 'what' } as const;
const ofRow = linkTo('files', { ...here, host: 'row.Host.value', process: 'row.Process.value', user: 'row.User.value' });

export const filesView: View = {
  id: 'files',
  label: 'Files',
  description: `Who changed which files, who read those that are watched, and who was refused. ${needsProbe('file')} Opens with the last hour. ${aboutNumbers}`,
  inputs: [
    shortTimeRange,
    hostChoice,
    anyText('user', 'User (* = any)'),
    processText,
    anyText('path', 'File (e.g. /etc/*)'),
    { type: 'input.dropdown', title: 'Operation', token: 'what', value: '*', choices: operations },
  ],
  searches: {
    hosts: hostsSearch,
    over_time: {
      query: `${counted()}
| timechart ${parts.map((name) => `sum(${name}) AS ${name}`).join(' ')} ${sumsOf()}
| append maxtime=600 [search ${counted(periodBefore)} | stats ${sumsOf('_before')}]
| append maxtime=600 [search ${counted()} | stats ${distinctOf('_total')}]
| table _time ${parts.join(' ')} ${kpis.map((name) => `${name} ${name}_before`).join(' ')} ${distinct.map((name) => `${name}_total`).join(' ')}`,
    },
    kpis: {
      base: 'over_time',
      query: `${compared(sums, distinct)} | where all_changes+all_read+all_refused>0
| fields ${kpis.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ ...Object.fromEntries(kpis.map((name) => [`all_${name}`, '-'])), all_changes: 'none' })}`,
    },
    changes_over_time: { base: 'over_time', query: `| where isnotnull(_time) | rename created AS Created, written AS "Opened to write", renamed AS Renamed, deleted AS Deleted, other AS Other | table _time ${Object.keys(operationColors).map((name) => `"${name}"`).join(' ')}
${orNoRow}` },
    others_over_time: { base: 'over_time', query: `| where isnotnull(_time) | rename read AS "Watched, read", refused AS Refused | table _time "Watched, read" Refused
${orNoRow}` },
    done: {
      query: `${chosen()}
| eval named=if(isnull(count), file_path, null())
| stats sum(times) AS changes dc(named) AS files latest(named) AS file max(_time) AS last by process_name user host what
| sort 2000 -changes process_name user host what
| table process_name user host what changes files file last`,
    },
    changed: {
      base: 'done',
      query: `| search ${changes} | sort 200 -changes process_name user host what | eval ${localTime('last')} | fillnull value="-" file
${shownAs(changedColumns)}
${orSay({ 'Latest file': `No file was changed. ${otherwise}` })}`,
    },
    top: {
      base: 'done',
      query: `| search ${changes} | stats sum(changes) AS Changes by process_name | sort 8 -Changes process_name | eval process=process_name . " (" . Changes . ")" | table process Changes`,
    },
    most: {
      query: `${chosen('NOT event=*_rollup')} | search ${changes}
| stats sum(times) AS changes values(process_name) AS by max(_time) AS last by file_path host
| sort 100 -changes file_path host | eval by=mvjoin(mvindex(by, 0, 2), ", "), ${localTime('last')}
${shownAs(mostColumns)}
${orSay({ 'Last seen': `No file was changed in this time range. ${off}` })}`,
    },
    asked: {
      query: `${chosen('event IN (open, open_rollup, refused, refused_rollup)')} | search what IN (read, refused)
| fillnull value="-" error | eval read=if(what=="read" AND watched=="true", times, 0), refusals=if(what=="refused", times, 0)
| stats sum(read) AS opens sum(refusals) AS refusals max(_time) AS last by process_name user host access error file_path
| sort 2000 -last process_name file_path
| table process_name user host access error file_path opens refusals last`,
    },
    sensitive: {
      base: 'asked',
      query: `| where opens>0 | sort 200 -last process_name file_path | eval ${localTime('last')}
${shownAs(readColumns)}
${orSay({ 'Last seen': `No watched file was read in this time range. ${off}` })}`,
    },
    refused: {
      base: 'asked',
      query: `| where refusals>0 | sort 200 -refusals process_name file_path | eval ${localTime('last')}
${shownAs(refusedColumns)}
${orSay({ File: `No process was refused in this time range. ${off}` })}`,
    },
    single: {
      query: `${chosen('NOT event=*_rollup')}
| sort 500 -_time | eval time=_time, ${localTime('time')}, command=coalesce(process, process_path, process_name), ${oneLine('command')}
| fillnull value="-" old_file_path error file_size file_mode
${shownAs(singleColumns)}
${orSay({ File: `No matching file. ${otherwise}` })}`,
    },
  },
  tokens: { only_created: 'created', only_deleted: 'deleted', only_read: 'read', only_refused: 'refused' },
  panels: {
    changes: singleValue({ title: 'Changes', search: 'kpis', field: 'all_changes', trend: trendOf('changes') }),
    files: singleValue({ title: 'Different files', search: 'kpis', field: 'all_files', trend: trendOf('files') }),
    processes: singleValue({ title: 'Programs', search: 'kpis', field: 'all_processes', trend: trendOf('processes') }),
    created: singleValue({ title: 'Created', search: 'kpis', field: 'all_created', trend: trendOf('created'), drilldown: linkTo('files', { ...here, what: 'only_created' }) }),
    deleted: singleValue({ title: 'Deleted', search: 'kpis', field: 'all_deleted', trend: trendOf('deleted'), drilldown: linkTo('files', { ...here, what: 'only_deleted' }) }),
    read: singleValue({ title: 'Watched, read', search: 'kpis', field: 'all_read', trend: trendOf('read'), drilldown: linkTo('files', { ...here, what: 'only_read' }) }),
    refused: singleValue({ title: 'Refused', search: 'kpis', field: 'all_refused', trend: trendOf('refused'), drilldown: linkTo('files', { ...here, what: 'only_refused' }) }),
    changes_over_time: columns({
      title: 'Changes', search: 'changes_over_time', y: 'changes', legend: 'bottom',
      description: `By what was done. ${clickHere('bar')}`,
      seriesColors: operationColors, drilldown: linkTo('files', { ...here, ...barsTime }),
    }),
    others_over_time: columns({
      title: 'Watched files read, and refusals', search: 'others_over_time', y: 'times', legend: 'bottom',
      description: clickHere('bar'),
      seriesColors: { 'Watched, read': colors.calm, 'Refused': colors.warning }, drilldown: linkTo('files', { ...here, ...barsTime }),
    }),
    top: bars({ title: 'Top programs', search: 'top', y: 'changes', description: 'The 8 that changed most.', seriesColors: { Changes: colors.calm } }),
    changed: table({
      title: 'Who changed what', search: 'changed', columns: changedColumns, widths: { User: 100, Operation: 150 }, rows: 8,
      description: `The 200 with most changes, by program, user and operation. Those beyond file_budget are counted without their files. ${rowFilters}`,
      drilldown: ofRow,
    }),
    sensitive: table({
      title: 'Watched files read', search: 'sensitive', columns: readColumns, widths: { User: 100 }, rows: 6,
      description: `Those that file_watched_paths names, the latest first. ${rowFilters}`,
      drilldown: linkTo('files', { ...here, host: 'row.Host.value', process: 'row.Process.value', user: 'row.User.value', path: 'row.File.value' }),
    }),
    refused_table: table({
      title: 'Refused', search: 'refused', columns: refusedColumns, widths: { User: 100 }, rows: 6,
      description: `By the kernel: EACCES, EPERM, EROFS, ETXTBSY, ELOOP. ${rowFilters}`,
      drilldown: ofRow,
    }),
    most: table({
      title: 'Files changed most often', search: 'most', columns: mostColumns, rows: 6,
      description: `The 100 that were opened for writing, renamed or deleted most often. ${rowFilters}`,
      drilldown: linkTo('files', { ...here, host: 'row.Host.value', path: 'row.File.value' }),
    }),
    single: table({
      title: 'Single events', search: 'single', columns: singleColumns, widths: { Operation: 150, Time: 160, User: 100 }, rows: 10,
      description: 'The 500 latest. Click a row to open its process in Processes. Scroll right for sizes, permissions and command.',
      drilldown: linkTo('processes', { host: 'row.Host.value', process: 'row.Process.value', user: 'row.User.value' }),
    }),
  },
  rows: [
    { height: 140, panels: { changes: 170, files: 170, processes: 160, created: 170, deleted: 170, read: 180, refused: 180 } },
    { height: 280, panels: { changes_over_time: 500, others_over_time: 350, top: 350 } },
    { height: tableHeight(8), panels: { changed: 1200 } },
    { height: tableHeight(6, 2), panels: { sensitive: 1200 } },
    { height: tableHeight(6, 2), panels: { refused_table: 1200 } },
    { height: tableHeight(6, 2), panels: { most: 1200 } },
    { height: tableHeight(10, 2), panels: { single: 1200 } },
  ],
};
