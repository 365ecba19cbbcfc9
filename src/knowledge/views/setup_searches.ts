/** What Setup & Health asks: of the index, of splunkd by REST and in its log, and of the inputs' own reports. */
import { lossFields } from '../../health/counters';
import { probeNames } from '../../probes/names';
import { causesSpl } from './causes';
import { shownAs } from '../../splunk/views/columns';
import type { Search } from '../../splunk/views/definition';
import { changes, compared, events, localTime, megabyte, ofHost, orNoRow, orSay, periodBefore } from '../../splunk/views/spl';

/** Of the hosts that no event ever came from: an estate has many that the app is not for. */
const shownWithout = 20;
/** Fixed, so that a short time range does not make a host silent. */
const week = { earliest: '-7d@h', latest: 'now' };
const day = { earliest: '-24h@h', latest: 'now' };
/** The same as of the alert; a forwarder may be late. */
const silentSeconds = '60*`ebpf_trace_silent_minutes`';

/** Absent where all is well. latest() takes the last event that has the field: with "" for an absent one, it is the last event's. */
const lastSaid = ['problems', 'degraded'] as const;
const perEvent = lossFields.map(([field]) => field);
const volume = probeNames.map((probe) => `coalesce(bytes_${probe}, 0)`).join('+');

/** Reports of the inputs, each with what it says was lost, and the bytes of its events. */
const reports = (more = ''): string => `${events('health', `${ofHost} ${more}`)}
| eval lost=${perEvent.map((field) => `coalesce(${field}, 0)`).join('+')}, volume=${volume}`;
const sums = ['reports', 'lost', 'events', 'volume'] as const;
const sumsOf = (suffix = ''): string => `count AS reports${suffix} sum(lost) AS lost${suffix} sum(events) AS events${suffix} sum(volume) AS volume${suffix} dc(version) AS versions${suffix}`;
const completeOf = (prefix: string): string => `${prefix}complete=if(${prefix}events+${prefix}lost>0, 100*${prefix}events/(${prefix}events+${prefix}lost), null())`;
const kpis = ['lost', 'complete', 'versions', 'megabytes'] as const;

export const arrivalColumns = { State: 'State', index: 'Index', count: 'Events', last: 'Last event', advice: 'What to do' } as const;
export const roleColumns = { State: 'State', roles: 'Roles', indexes: 'May search', advice: 'What to do' } as const;
export const hostColumns = { State: 'State', host: 'Host', cause: 'Cause', reported: 'Last health', splunkd: 'Last splunkd.log', advice: 'What to do' } as const;
export const problemsColumns = { State: 'State', host: 'Host', cause: 'Cause', details: 'Details', advice: 'What to do' } as const;
export const versionsColumns = { State: 'State', version: 'Version', mode: 'Mode', hosts: 'Hosts', kernels: 'Kernels', advice: 'What to do' } as const;
export const volumesColumns = {
  host: 'Host', megabytes: 'MB in the time range', daily: 'MB a day at this rate', events: 'Events', lost: 'Lost', complete: 'Complete %',
  ring_fill: 'Ring buffer fill %', last: 'Last health',
} as const;
export const logColumns = {
  State: 'State', host: 'Host', level: 'Level', message: 'Message', count: 'Times', last: 'Last seen', advice: 'What to do',
} as const;

export const setupSearches: Readonly<Record<string, Search>> = {
  arrival: {
    span: week,
    query: `| tstats count max(_time) AS last where index=* sourcetype=ebpf:* by index
| append [| tstats count AS searched where \`ebpf_trace_index\` sourcetype=ebpf:* by index]
| stats max(count) AS count max(last) AS last max(searched) AS searched by index
| eval State=if(isnull(searched), "PROBLEM", "OK"), advice=if(isnull(searched), "The macro ebpf_trace_index does not name this index: every other view leaves it out. Name it in local/macros.conf, or in Settings > Advanced search > Search macros.", "Searched by all views.")
| eval ${localTime('last')} | sort 100 -State index
${shownAs(arrivalColumns)}
${orSay({ State: 'PROBLEM', 'What to do': 'No event in any index that your role can search, in 7 days: no input runs (panels 3 and 4), your role lacks the index (panel 2), or the index does not exist.' })}`,
  },
  /** A user may search what any of his roles may, less what any of them is barred from (authorize.conf). */
  role: {
    span: day,
    query: `| rest /services/authentication/current-context splunk_server=local | fields roles | mvexpand roles | rename roles AS role | eval mine=1
| append [| rest /services/authorization/roles splunk_server=local | fields title srchIndexesAllowed imported_srchIndexesAllowed srchIndexesDisallowed imported_srchIndexesDisallowed | rename title AS role | eval readable=1]
| append [| rest /servicesNS/nobody/ebpf_trace/admin/macros/ebpf_trace_index splunk_server=local | fields definition | eval role="(the macro)"]
| stats max(mine) AS mine max(readable) AS readable values(srchIndexesAllowed) AS allowed values(imported_srchIndexesAllowed) AS inherited values(srchIndexesDisallowed) AS barred values(imported_srchIndexesDisallowed) AS also_barred values(definition) AS definition by role
| eventstats values(definition) AS definition | where mine==1
| eval unread=if(isnull(readable), role, null()), allowed=mvappend(allowed, inherited), barred=mvappend(barred, also_barred)
| stats values(role) AS roles dc(unread) AS unread values(allowed) AS allowed values(barred) AS barred values(definition) AS definition
| rex field=definition max_match=20 "index\\s*=\\s*\\x22?(?<wanted>[^\\s\\x22()]+)"
| eval roles=mvjoin(roles, ", "), but=trim(coalesce(mvjoin(barred, ", "), ""), ", "), indexes=coalesce(mvjoin(allowed, ", ") . if(but=="", "", ", but not " . but), "-"), allowed=coalesce(allowed, "-"), barred=coalesce(barred, "-"), wanted=coalesce(wanted, "-")
| mvexpand wanted | mvexpand allowed | eval fits=if(match(wanted, "^" . replace(allowed, "[*]", ".*") . "$"), 1, 0)
| stats max(fits) AS fits values(barred) AS barred max(unread) AS unread values(indexes) AS indexes values(definition) AS definition by roles wanted
| mvexpand barred | eval fits=if(match(wanted, "^" . replace(barred, "[*]", ".*") . "$"), 0, fits)
| stats min(fits) AS fits max(unread) AS unread values(indexes) AS indexes values(definition) AS definition by roles wanted
| eval missing=if(fits==0, wanted, null()) | stats sum(fits) AS fits count AS all values(wanted) AS wanted values(missing) AS missing max(unread) AS unread values(indexes) AS indexes values(definition) AS definition by roles
| eval wanted=mvjoin(wanted, ", "), missing=mvjoin(missing, ", "), State=case(indexes=="-" OR wanted=="-" OR (fits<all AND unread>0), "UNKNOWN", fits==0, "PROBLEM", fits<all, "INFO", true(), "OK")
| eval advice=case(State=="UNKNOWN", "Ask an administrator whether your roles may search the indexes of the macro ebpf_trace_index" . if(isnull(definition), ".", ": " . definition), State=="OK", "Your roles may search the macro's indexes: " . wanted . ".", State=="INFO", "Your roles may not search these of the macro's indexes, and you do not see their events: " . missing . ".", true(), "Your roles may search none of the macro's indexes (" . wanted . "): an administrator adds one in Settings > Roles > Indexes.")
| eval indexes=if(indexes=="-", "cannot be read", indexes) | sort 100 roles
${shownAs(roleColumns)}
${orSay({ State: 'UNKNOWN', 'What to do': 'Your roles cannot be read. Ask an administrator whether one of them may search the indexes of the macro ebpf_trace_index.' })}`,
  },
  hosts: {
    span: week,
    query: `| tstats max(_time) AS last where ${ofHost} ((\`ebpf_trace_index\` sourcetype=ebpf:health) OR (index=_internal sourcetype=splunkd)) by host sourcetype
| eval reported=if(sourcetype=="ebpf:health", last, null()), splunkd=if(sourcetype=="splunkd", last, null())
| stats max(reported) AS reported max(splunkd) AS splunkd by host
| eventstats count(splunkd) AS readable count(reported) AS known
| eval without=if(isnull(reported), host, null()) | eventstats dc(without) AS hosts_without
| eval host=if(isnull(reported), "(" . hosts_without . " without events)", host)
| stats max(reported) AS reported max(splunkd) AS splunkd max(readable) AS readable max(known) AS known values(without) AS without by host
| eval silent=if(isnull(reported) OR reported<now()-${silentSeconds}, 1, 0), alive=if(splunkd>=now()-${silentSeconds}, 1, 0)
| eval State=case(silent==0, "OK", isnull(reported), "INFO", readable==0, "UNKNOWN", true(), "PROBLEM")
| eval cause=case(silent==0, "reports", isnull(reported), "never reported", readable==0, "went silent", alive==1, "input does not run", true(), "host went silent")
| eval advice=case(cause=="reports", "", cause=="never reported", "They send splunkd.log, but no event of this app in 7 days. Right where the app was never installed; else its input is not enabled, or fails (see the log below). " . if(mvcount(without)>${shownWithout}, "The first ${shownWithout}: ", "These are: ") . mvjoin(mvindex(without, 0, ${shownWithout - 1}), ", "), cause=="went silent", "Your role cannot read _internal, so whether the host is down or only its input cannot be seen. On the host: ebpf_trace check.", cause=="input does not run", "splunkd runs there, the input does not: see the log below; on the host: ebpf_trace check.", true(), "Neither the input nor splunkd sends: the host is down, or its forwarder is, or the network between.")
| eval order=case(State=="PROBLEM", 1, State=="UNKNOWN", 2, State=="INFO", 3, true(), 4), reports=if(cause=="reports", 1, 0), gone=if(State=="PROBLEM" OR State=="UNKNOWN", 1, 0)
| eventstats sum(reports) AS all_reporting sum(gone) AS all_silent
| sort 5000 order host
| table State host cause reported splunkd advice readable known gone all_*
| append [| tstats dc(host) AS reporting where ${ofHost} \`ebpf_trace_index\` sourcetype=ebpf:health by _time span=1h | sort 200 _time]
| table _time reporting State host cause reported splunkd advice readable known gone all_*`,
  },
  /** Hour by hour: those that reported in it, and of those that are silent now the ones that were by then. */
  host_totals: {
    base: 'hosts',
    query: `| eval at=coalesce(_time, reported+${silentSeconds}) | sort 6000 at | streamstats sum(gone) AS silent | fillnull value=0 silent
| eval is_before=if(_time<=now()-86400 AND _time>now()-90000, 1, null())
| eventstats max(all_reporting) AS all_reporting max(all_silent) AS all_silent max(eval(if(is_before==1, reporting, null()))) AS before_reporting max(eval(if(is_before==1, silent, null()))) AS before_silent
| where isnotnull(_time) | eval ${changes(['reporting', 'silent'])} | fields ${['reporting', 'silent'].map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay({ all_reporting: 'no events', all_silent: 'none known' })}`,
  },
  host_table: {
    base: 'hosts',
    query: `| appendpipe [stats max(readable) AS readable | where coalesce(readable, 0)==0 | eval State="UNKNOWN", cause="cannot be seen", advice="Your role cannot read _internal, or nothing arrives there: hosts whose input never ran are not shown here. Ask an administrator."]
| where State!="OK" | eval ${localTime('reported')}, ${localTime('splunkd')}
${shownAs(hostColumns)}
${orSay({ State: 'OK', Cause: 'no host is silent' })}`,
  },
  health: {
    query: `${reports()}
| eval failed=if(event=="failed", _time, null()), failure=if(event=="failed", message, null()), ${lastSaid.map((field) => `${field}=coalesce(${field}, "")`).join(', ')}
| stats latest(event) AS event latest(version) AS version latest(mode) AS mode latest(kernel) AS kernel latest(failure) AS failure ${lastSaid.map((field) => `latest(${field}) AS ${field}`).join(' ')} ${perEvent.map((field) => `sum(${field}) AS ${field}`).join(' ')} sum(lost) AS lost sum(events) AS events sum(volume) AS volume sum(seconds) AS seconds max(output_blocked) AS blocked max(ring_fill) AS ring_fill max(_time) AS last by host
| fillnull value=0 ${perEvent.join(' ')} lost events volume seconds blocked ring_fill
| eval complete=if(events+lost>0, round(100*events/(events+lost), 3), 100), daily=if(seconds>0, volume*86400/seconds, 0), ${lastSaid.map((field) => `${field}=if(${field}=="", null(), ${field})`).join(', ')}
| eventstats dc(version) AS versions
| sort 5000 host
| append maxtime=600 [search ${reports()} | timechart ${sumsOf()}]
| append maxtime=600 [search ${reports(periodBefore)} | stats ${sumsOf('_before')}]
| table _time host event version mode kernel failure ${lastSaid.join(' ')} ${perEvent.join(' ')} ${sums.map((name) => `${name} ${name}_before`).join(' ')} daily complete blocked ring_fill versions versions_before last`,
  },
  /** Above those of the hosts, whose latest versions count. */
  health_totals: {
    base: 'health',
    query: `| eventstats dc(version) AS versions_total | where isnull(host)
${compared(sums, ['versions'])} | where all_reports>0
| eval versions=if(reports>0, versions, null()), ${['', 'before_', 'all_'].flatMap((prefix) => [completeOf(prefix), `${prefix}megabytes=${prefix}volume/${megabyte}`]).join(', ')}
| eval ${changes(kpis)} | eval all_complete=coalesce(round(all_complete, 3), "-"), all_megabytes=round(all_megabytes, 2) | fields ${kpis.map((name) => `${name} all_${name} change_${name}`).join(' ')}
${orSay(Object.fromEntries(kpis.map((name) => [`all_${name}`, 'no events'])))}`,
  },
  problems: {
    base: 'health',
    query: `| where isnotnull(host) ${causesSpl()}
| sort 500 -State -lost host
${shownAs(problemsColumns)}
${orSay({ Details: 'No host reported a problem in this time range. Health events fill this panel; the first panels say whether any arrive.' })}`,
  },
  versions: {
    base: 'health',
    query: `| where isnotnull(host) | fillnull value="unknown" version mode kernel | stats count AS hosts max(versions) AS versions values(kernel) AS kernels by version mode
| eval State=if(versions>1, "PROBLEM", "OK"), kernels=mvjoin(kernels, ", "), advice=if(versions>1, "Versions are mixed: update the hosts of the older ones, and the search heads with them.", "") | sort 50 -version
${shownAs(versionsColumns)}
${orSay({ 'What to do': 'No health event arrived.' })}`,
  },
  volumes: {
    base: 'health',
    query: `| where isnotnull(host) | eval megabytes=round(volume/${megabyte}, 3), daily=round(daily/${megabyte}, 3) | sort 200 -volume | eval ${localTime('last')}
${shownAs(volumesColumns)}
${orSay({ 'Last health': 'No health event in this time range: no host reported its volume.' })}`,
  },
  /** Without the domain, which leaves no room for the name, unless two would then be the same. */
  volume_over_time: {
    query: `${reports()} | eval megabytes=volume/${megabyte}, short=replace(host, "^([^.]*[A-Za-z][^.]*)[.].*", "\\1")
| eventstats dc(host) AS alike by short | eval shown=if(alike==1, short, host) | timechart limit=10 sum(megabytes) by shown
${orNoRow}`,
  },
  log: {
    span: day,
    query: `index=_internal sourcetype=splunkd ${ofHost} "bin/ebpf_trace" ("ERROR" OR "FATAL" OR "WARN" OR "failed to start")
| eval level=case(match(_raw, " FATAL "), "FATAL", match(_raw, " ERROR "), "ERROR", true(), "WARN"), message=replace(_raw, "^.*?ebpf_trace\\"?:?\\s+", "")
| stats count max(_time) AS last by host level message
| append [| tstats count AS readable where index=_internal]
| eventstats max(readable) AS readable
| where isnotnull(message) OR coalesce(readable, 0)==0
| eval State=case(isnull(message), "UNKNOWN", level=="WARN", "INFO", true(), "PROBLEM"), message=coalesce(message, "_internal cannot be read by your role: whether inputs fail to start cannot be seen here. Ask an administrator, or look into splunkd.log on the host.")
| eval advice=case(State=="UNKNOWN", "", match(message, "Permission denied|failed to start"), "linux_x86_64/bin/ebpf_trace must be executable (mode 755): a deployment server on Windows loses exec bits.", match(message, "CAP_|EPERM"), "Give splunkd's unit the capabilities (README.txt).", true(), "On the host: ebpf_trace check.")
| sort 100 -State -last | eval ${localTime('last')}
${shownAs(logColumns)}
${orSay({ State: 'OK', Message: 'No input of this app wrote a warning or an error to splunkd.log in 24 hours.' })}`,
  },
};
