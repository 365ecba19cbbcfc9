// savedsearches.conf: the stanza of a saved search. Alerts are shipped disabled, and without any action.
export const titleOf = ({ title }) => `eBPF Trace - ${title}`;

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
  ];
}

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
