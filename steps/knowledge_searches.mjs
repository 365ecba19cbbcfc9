// savedsearches.conf: the stanza of a saved search. Alerts are shipped disabled, and without any action.
/** @typedef {import('../src/knowledge').Knowledge} Knowledge */
/** @typedef {Knowledge['searches'][number]} Search */
/** @typedef {NonNullable<Search['alert']>} Alert */

/** @param {{ readonly title: string }} search */
export const titleOf = ({ title }) => `eBPF Trace - ${title}`;

/** @param {Search} search @param {Knowledge} knowledge */
export function savedSearch(search, { severities }) {
  const { texts, earliest, latest, alert } = search;
  return [
    `[${titleOf(search)}]`,
    `description = ${texts.join(' ')}`,
    `search = ${search.search.join(' | ')}`,
    `dispatch.earliest_time = ${earliest}`,
    `dispatch.latest_time = ${latest}`,
    'request.ui_dispatch_app = ebpf_trace',
    'display.general.type = statistics',
    'display.page.search.tab = statistics',
    ...(alert === undefined ? [] : scheduled(alert, severities)),
    ...(alert?.risk === undefined ? [] : scored(search, alert.risk)),
  ];
}

/** @param {Alert} alert @param {Knowledge['severities']} severities */
function scheduled({ cron, severity, suppress }, severities) {
  return [
    'disabled = 1',
    'enableSched = 1',
    `cron_schedule = ${cron}`,
    'schedule_window = auto',
    'counttype = number of events',
    'relation = greater than',
    'quantity = 0',
    `alert.severity = ${severities[severity]}`,
    'alert.track = 1',
    'alert.expires = 7d',
    'alert.digest_mode = 0',
    'alert.suppress = 1',
    `alert.suppress.fields = ${suppress.fields.join(',')}`,
    `alert.suppress.period = ${suppress.forTime}`,
  ];
}

// For Enterprise Security, under the names of its own content: what it shows beside a hit, and what Risk Analysis adds up
// once somebody gives the alert that action. Elsewhere nothing reads these.
/** @param {Search} search @param {NonNullable<Alert['risk']>} risk */
function scored(search, { attack, objects, threat, message }) {
  const scores = objects.map(([field, type, score]) => ({ risk_object_field: field, risk_object_type: type, risk_score: score }));
  const threats = threat === undefined ? [] : [{ threat_object_field: threat, threat_object_type: 'ip_address' }];
  return [
    'action.correlationsearch.enabled = 1',
    `action.correlationsearch.label = ${titleOf(search)}`,
    `action.correlationsearch.annotations = ${JSON.stringify({ mitre_attack: attack })}`,
    'action.risk = 0',
    `action.risk.param._risk = ${JSON.stringify([...scores, ...threats])}`,
    `action.risk.param._risk_message = ${message ?? `${search.title}: $process_name$ on $host$${threat === undefined ? '' : `, $${threat}$`}`}`,
    'action.risk.param._risk_score = 0',
    'action.risk.param.verbose = 0',
  ];
}
