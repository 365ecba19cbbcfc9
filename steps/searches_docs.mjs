// docs/searches.md: the saved searches, their thresholds, and what Enterprise Security makes of them.
import { titleOf } from './knowledge_searches.mjs';
import { code, table } from './markdown.mjs';

/** @typedef {import('../src/knowledge').Knowledge} Knowledge */
/** @typedef {Knowledge['searches'][number]} Search */

/** @param {Knowledge} knowledge */
export function renderSearches({ searches, thresholds }) {
  return [
    opening,
    table(['search', 'looks at', 'runs at', 'severity', 'one alert for each'], searches.map(overview)),
    enabling,
    table(['macro', 'default', 'meaning'], thresholds.map(({ name, definition, description }) => [code(name), code(definition), description])),
    baselines,
    '## Each search\n',
    ...searches.map(section),
    enterpriseSecurity,
    table(['alert', 'MITRE ATT&CK', 'risk objects, scores', 'threat object'], searches.flatMap(risk)),
    unsuited(searches),
    cim,
  ].join('\n').replace(/\n{3,}/g, '\n\n');
}

const opening = `# Saved searches

Made by the build from src/knowledge/searches.ts: do not edit. Each is named \`eBPF Trace - ...\`; what has no
time to run is a report, all others are alerts. No Splunk has run them yet: tests run each over events that the tracer
reported of traffic of known truth, by an evaluator of our own (preview/spl), in both modes, with a hit and without.
`;

const enabling = `
## Enable

Alerts are shipped disabled and without an action: choose those that you want to hear of, give each an action (Settings >
Searches, reports, and alerts, or Alerts in the app), and enable it. Splunk does not run a disabled
one: open its search (below) in Search first, over its time range. What it finds then is what your hosts do anyway, and
the place to set its thresholds.

A row is an alert of its own, made once for each value of the fields in the last column, for as long as the table
says. Splunk makes at most 500 alerts of one run (limits.conf, max_per_result_alerts), from the top: what weighs most is
there. Windows end ten minutes before now for events that come late, except where the silence itself is looked for, and volume is yesterday's.
Minutes are spread over the hour, and \`schedule_window = auto\` lets the scheduler move them. Scans and bursts are looked for
every quarter of an hour in half an hour, so that none is cut in two by the border of two windows, and one run that the
scheduler skips loses nothing; what was alerted is suppressed. The windows of the other searches meet, and what a skipped
run of theirs would have found, nobody finds (Monitoring Console, Skipped searches). Where that happens,
\`realtime_schedule = 0\` in local/savedsearches.conf makes up for skipped runs.

Thresholds and budgets are macros. Set them once, in local/macros.conf or Settings > Advanced search > Search macros:

    [ebpf_trace_host_budget_mb]
    definition = 2000
`;

const baselines = `
## Baselines

What is new or unusual is compared with the week before (ports: the month before), searched anew each time: no summary
index, no lookup that has to be filled first, nothing to be lost. A host, and where it is compared with itself a
process, must have been there before the recent part; so nothing is found on the first day.

The week costs a search over the events of a week once a day. Where that is too much, or where you want it hourly, let
Splunk keep the sums: all of these have nothing that depends on the time of the run before their first \`stats\`, so that
report acceleration applies. In local/savedsearches.conf

    [eBPF Trace - New destination of a process]
    disabled = 0
    cron_schedule = 17 * * * *
    auto_summarize = 1
    auto_summarize.dispatch.earliest_time = -9d@d

## Counting

Numbers of connections are the same in lifecycle and in summary mode: they are those that ended in the time range
(\`connections\`, see knowledge.md). A new destination is found without waiting for an end: then \`connections\` is 0. Shells'
connections and handshakes are counted when they are first reported, in lifecycle mode at their begin, in summary mode at
their end or after \`summary_interval\`. Connections within the host are left out where
the question is what leaves it (\`ebpf_trace_leaves_host\`); elsewhere their two ends are one connection.
`;

const enterpriseSecurity = `## Enterprise Security

Alerts that can be signs of an attack bring its technique (\`action.correlationsearch.annotations\`) and a risk for each object
(\`action.risk.param._risk\`), under the names that Enterprise Security's own content uses; no Enterprise Security has read them
yet. The action itself is off, as all actions are. In local/savedsearches.conf, or in the editor of the alert:

    [eBPF Trace - Shell that connects out]
    disabled = 0
    action.risk = 1

A single hit of most of them is no incident; several on one host within a day are worth one. The scores are a beginning:
change \`action.risk.param._risk\` as you change a threshold.
`;

const cim = `
Events are taken in by their tags: connections by CIM's Network_Traffic, listeners by Endpoint.Ports (knowledge.md has
the fields). For both, and for the correlation searches of Enterprise Security that read them:

1. Install the Splunk Common Information Model add-on, and this app on the search heads.
2. Add the index of these events (of probe tcp, if that has its own) to the macros \`cim_Network_Traffic_indexes\` and \`cim_Endpoint_indexes\` where they are
   set (Settings > Data models > CIM setup, or the add-on's own page).
3. Accelerate the two data models there (Enterprise Security does so by itself). The app accelerates nothing and brings
   no data model; accelerating takes in every event above, so let \`exclude_processes\` and \`mode = summary\` make fewer.
4. In Enterprise Security match \`dvc\`, \`src\` and \`dest\` to assets, \`user\` to identities.

Volume counts double there in lifecycle mode: accept or connect and close are events of a connection each. Bytes are on
the last alone, so sums of bytes are right; count connections by \`action\`: allowed in both modes is one event a connection
end (and one more for what was there before the start), blocked is one a failed connect.

Published searches over Endpoint.Processes whose conditions the events satisfy: [detections.md](detections.md).
`;

/** @param {Search} search */
function overview({ title, earliest, latest, alert }) {
  const range = `${code(earliest)} to ${code(latest)}`;
  if (alert === undefined) return [title, range, 'by hand', '', ''];
  const { fields, forTime } = alert.suppress;
  return [title, range, code(alert.cron), alert.severity, `${fields.join(', ')} in ${forTime}`];
}

/** @param {Search} search */
function section(search) {
  const commands = search.search.map((part, at) => `    ${at === 0 ? '' : '| '}${part}`).join('\n');
  return `### ${titleOf(search)}\n\n${search.texts.join('\n\n')}\n\n${commands}\n`;
}

/** @param {Search} search */
function risk({ title, alert }) {
  if (alert?.risk === undefined) return [];
  const { attack, objects, threat } = alert.risk;
  return [[title, attack.join(', '), objects.map(([field, type, score]) => `${code(field)} (${type}) ${score}`).join(', '), threat ? code(threat) : '']];
}

/** @param {readonly Search[]} searches */
function unsuited(searches) {
  const titles = searches.filter(({ alert }) => alert && !alert.risk).map(({ title }) => title);
  return `The others report trouble, not of attackers: ${titles.join('; ')}.\n\n## CIM\n`;
}
