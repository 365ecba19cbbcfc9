/** Whether the input itself is well, and what it costs. */
import { lossFields } from '../../health/counters';
import { probeNames } from '../../probes/names';
import { index, lag, type SavedSearch } from '../../splunk/search';

const health = `${index} sourcetype=ebpf:health`;
const losses = lossFields.map(([field]) => field);
const remedy = lossFields.map(([field, text]) => `if(${field}>0, ${field}." ${text}. ", "")`).join('.');
const sums = (fields: readonly string[]): string => fields.map((field) => `sum(${field}) AS ${field}`).join(' ');
const megabytes = (field: string): string => `round(${field}/1048576, 1)`;
const probeBytes = probeNames.map((probe) => `bytes_${probe}`);
const yesterday = { earliest: '-1d@d', latest: '@d' } as const;

export const operationAlerts: readonly SavedSearch[] = [
  {
    title: 'Losses of the tracer',
    hit: 'The input of a host lost more of its events than are tolerated; how many, and where. Setup & Health shows every single one.',
    advice: 'remedy says what to change. Until then what is counted for the host is too little by at most 100 - completeness percent.',
    search: [
      health,
      `stats sum(events) AS events ${sums(losses)} BY host`,
      `fillnull value=0 events ${losses.join(' ')}`,
      `eval lost=${losses.join('+')}`,
      'where 100*lost/(events+lost)>`ebpf_trace_tolerated_loss_percent`',
      `eval completeness=floor(10000*events/(events+lost))/100, remedy=trim(${remedy})`,
      `table host lost completeness ${losses.join(' ')} remedy`,
      'sort 0 - lost',
    ],
    earliest: '-25m@m',
    latest: lag,
    alert: { cron: '5,20,35,50 * * * *', severity: 'warning', suppress: { fields: ['host'], forTime: '4h' } },
  },
  {
    title: 'Input that fails or is degraded',
    hit: 'As it said last, the input of a host cannot trace, has settings that it cannot read (problems), or lacks hooks (degraded).',
    advice: 'On the host run ebpf_trace check: it names each cause with its remedy.',
    search: [
      health,
      'eval message=if(event=="failed", message, ""), degraded=coalesce(degraded, ""), problems=coalesce(problems, "")', // latest() takes the last event that has the field
      'stats max(_time) AS _time latest(event) AS event latest(message) AS message latest(degraded) AS degraded latest(problems) AS problems latest(version) AS version BY host',
      'eval state=case(event=="failed", "cannot trace", problems!="", "settings refused", degraded!="", "hooks missing")',
      'where isnotnull(state)',
      'table _time host state message degraded problems version',
      'sort 0 host',
    ],
    earliest: '-70m@m',
    latest: lag,
    alert: { cron: '27 * * * *', severity: 'warning', suppress: { fields: ['host', 'state'], forTime: '7d' } },
  },
  {
    title: 'Host that stopped reporting',
    hit: 'A host sent health events in the last 7 days, but none for ebpf_trace_silent_minutes (default 15): it is down, its forwarder or its input stopped, or its way to the indexers is blocked.',
    advice: 'Look at its last health event: stop is an orderly end. Then splunkd.log of the host. A host that is gone for good is reported daily for 7 days.',
    search: [
      `| tstats latest(_time) AS last_seen where ${index} sourcetype=ebpf:health BY host`,
      'eval silent_minutes=floor((now()-last_seen)/60)',
      'where silent_minutes>=`ebpf_trace_silent_minutes`',
      'rename last_seen AS _time',
      'table _time host silent_minutes',
      'sort 0 - silent_minutes',
    ],
    earliest: '-7d@h',
    latest: 'now',
    alert: { cron: '11,26,41,56 * * * *', severity: 'error', suppress: { fields: ['host'], forTime: '1d' } },
  },
  {
    title: 'Volume of a host above its budget',
    hit: 'The events of a host were larger yesterday than its budget, as the input counted them: bytes that count against the Splunk license, without health events (about 0.6 MB a day).',
    advice: 'mode = summary takes away a quarter; exclude_processes and exclude_networks take away what nobody looks at. Enable "Volume of a process above its budget" to see which processes.',
    search: [
      health,
      `stats sum(events) AS events ${sums(probeBytes)} BY host`,
      `fillnull value=0 events ${probeBytes.join(' ')}`,
      `eval mb=${megabytes(`(${probeBytes.join('+')})`)}, budget_mb=\`ebpf_trace_host_budget_mb\``,
      'where mb>budget_mb',
      `table host mb budget_mb events ${probeBytes.join(' ')}`,
      'sort 0 - mb',
    ],
    ...yesterday,
    alert: { cron: '42 1 * * *', severity: 'warning', suppress: { fields: ['host'], forTime: '2d' } },
  },
  {
    title: 'Volume of a process above its budget',
    hit: 'The events that a process caused were larger yesterday than its budget. An estimate: characters of the events, which are fewer than bytes where they are not ASCII.',
    advice: 'exclude_processes takes it away, mode = summary a quarter of it. Reads all events of a day: enable it where hosts are above their budget.',
    search: [
      `${index} sourcetype IN (${probeNames.map((probe) => `ebpf:${probe}`).join(', ')})`,
      'eval characters=len(_raw)',
      'stats count AS events sum(characters) AS characters BY host process_name',
      `eval estimated_mb=${megabytes('characters')}, budget_mb=\`ebpf_trace_process_budget_mb\``,
      'where estimated_mb>budget_mb',
      'table host process_name estimated_mb budget_mb events',
      'sort 0 - estimated_mb',
    ],
    ...yesterday,
    alert: { cron: '57 1 * * *', severity: 'warning', suppress: { fields: ['host', 'process_name'], forTime: '2d' } },
  },
];
