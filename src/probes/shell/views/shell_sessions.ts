/** Who was at a shell, from which terminal, and what was typed; of one session its transcript and what it started. */
import { colors } from '../../../splunk/views/colors';
import { shownAs } from '../../../splunk/views/columns';
import type { View } from '../../../splunk/views/definition';
import { anyText, hostChoice, hostsSearch, timeRange } from '../../../splunk/views/inputs';
import { barsTime, columns, linkTo, setTokens, singleValue, table, tableHeight, trendOf } from '../../../splunk/views/panels';
import { compared, events, localTime, ofHost, oneLine, orNoRow, orSay, periodBefore } from '../../../splunk/views/spl';
import { aboutNumbers, clickHere, ifAlwaysEmpty, needsProbe } from '../../../splunk/views/texts';

const off = `${ifAlwaysEmpty('shell', ['process'])} Read docs/shell.md first.`;

const chosen = (more = ''): string => `${events('shell', `event=line ${ofHost} ${more}`)}
| fillnull value="unknown" user login_user | search line=$line|s$ (user=$user|s$ OR login_user=$user|s$)`;
const session = 'session=host . " " . coalesce(session_id, process_id)';

const kpis = ['lines', 'sessions', 'users'] as const;
const distinctOf = (suffix: string): string => `dc(session) AS sessions${suffix} dc(user) AS users${suffix}`;

const sessionColumns = {
  first: 'First line', last: 'Last line', login_user: 'Logged in as', users: 'Became', host: 'Host', tty: 'Terminal', place: 'Container or unit', lines: 'Lines', shells: 'Shells', session_id: 'Session',
} as const;
const transcriptColumns = { time: 'Time', user: 'User', folder: 'Folder', line: 'Line', shell: 'Shell', process_id: 'PID', process_guid: 'Process GUID' } as const;
const startedColumns = { time: 'Started', process_name: 'Process', user: 'User', command: 'Command', process_id: 'PID', process_guid: 'Process GUID' } as const;

const here = { host: 'host', user: 'user', line: 'line' } as const;
const one = setTokens({ session: 'row.Session.value', session_host: 'row.Host.value' });
const ofSession = 'host=$session_host|s$ (session_id=$session|s$ OR process_id=$session|s$)';

export const shellSessionsView: View = {
  id: 'shell_sessions',
  label: 'Shell sessions',
  description: `Who typed what at bash and zsh; of one session its transcript, and the programs that its shells started (these need the probe "process"). ${needsProbe('shell', ['process'])} Opens with the last day. ${aboutNumbers}`,
  inputs: [timeRange, hostChoice, anyText('user', 'User (now or logged in)'), anyText('line', 'Line (e.g. *HISTFILE*)')],
  searches: {
    hosts: hostsSearch,
    over_time: {
      query: `${chosen()} | eval ${session}
| timechart count AS lines ${distinctOf('')}
| append maxtime=600 [search ${chosen(periodBefore)} | eval ${session} | stats count AS lines_before ${distinctOf('_before')}]
| append maxtime=600 [search ${chosen()} | eval ${session} | stats ${distinctOf('_total')}]
| table _time ${kpis.map((name) => `${name} ${name}_before`).join(' ')} sessions_total users_total`,
    },
    kpis: {
      base: 'over_time',
      query: `${compared(['lines'], ['sessions', 'users'])} | where all_lines>0
| fields ${kpis.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ all_lines: 'none', all_sessions: '-', all_users: '-' })}`,
    },
    lines_over_time: { base: 'over_time', query: `| where isnotnull(_time) | rename lines AS Lines | table _time Lines
${orNoRow}` },
    sessions: {
      query: `${chosen()}
| eval place=coalesce(substr(container_id, 1, 12), systemd_unit, "-"), session_id=coalesce(session_id, process_id), tty=coalesce(tty, "-"), login_user=if(login_user=="unknown", "-", login_user)
| stats min(_time) AS first max(_time) AS last values(user) AS users latest(tty) AS tty latest(place) AS place latest(login_user) AS login_user count AS lines dc(process_guid) AS shells by host session_id
| sort 500 -last session_id | eval users=mvjoin(users, ", "), ${localTime('first')}, ${localTime('last')}
${shownAs(sessionColumns)}
${orSay({ Became: `No matching line. Set user and line to *, choose all hosts or a longer time range. ${off}` })}`,
    },
    transcript: {
      query: `${events('shell', `event=line ${ofSession}`)}
| sort 1000 -_time | sort 0 _time process_id | eval time=strftime(_time, "%H:%M:%S.%3N"), folder=coalesce(process_current_directory, "-"), ${oneLine('line')}
${shownAs(transcriptColumns)}
${orSay({ Line: 'Click on a session above.' })}`,
    },
    started: {
      query: `${events('process', `event=exec host=$session_host|s$ [search ${events('shell', `event=line ${ofSession}`)} | dedup process_guid | sort 100 -_time | rename process_guid AS parent_process_guid | append [| makeresults | eval parent_process_guid="none"] | fields parent_process_guid]`)}
| sort 1000 -_time | sort 0 _time process_id | eval time=strftime(_time, "%H:%M:%S.%3N"), command=replace(coalesce(process, process_path), "\\s+", " ") | eval command=if(len(command)>100, substr(command, 1, 99) . "…", command)
${shownAs(startedColumns)}
${orSay({ Command: 'Click on a session above. Programs need the probe "process".' })}`,
    },
  },
  tokens: { session: '0', session_host: 'none' },
  panels: {
    lines: singleValue({ title: 'Lines', search: 'kpis', field: 'all_lines', trend: trendOf('lines') }),
    sessions_count: singleValue({ title: 'Sessions', search: 'kpis', field: 'all_sessions', trend: trendOf('sessions') }),
    users: singleValue({ title: 'Users', search: 'kpis', field: 'all_users', trend: trendOf('users') }),
    lines_over_time: columns({
      title: 'Lines', search: 'lines_over_time', y: 'lines', legend: 'bottom',
      description: clickHere('bar'),
      seriesColors: { Lines: colors.calm }, drilldown: linkTo('shell_sessions', { ...here, ...barsTime }),
    }),
    sessions: table({
      title: 'Sessions', search: 'sessions', columns: sessionColumns, widths: { Host: 110 }, rows: 7,
      description: 'The 500 latest. Became: the users whose shells took lines in it, as by su. Click a row to show its transcript below.',
      drilldown: one,
    }),
    transcript: table({
      title: 'Transcript', search: 'transcript', columns: transcriptColumns, widths: { Line: 480 }, rows: 12,
      description: 'Of the session that you clicked on, its last 1,000 lines in the order in which they were submitted; secrets that a name gives away are ***.',
    }),
    started: table({
      title: 'What it started', search: 'started', columns: startedColumns, widths: { Command: 480 },
      description: 'Programs whose parent is one of its shells, the last 1,000.',
    }),
  },
  rows: [
    { height: 280, panels: { lines: 160, sessions_count: 160, users: 160, lines_over_time: 720 } },
    { height: tableHeight(7, 2), panels: { sessions: 1200 } },
    { height: tableHeight(12, 2), panels: { transcript: 1200 } },
    { height: tableHeight(10), panels: { started: 1200 } },
  ],
};
