/** Why is there nothing to see, and is what there is all: each cause by its name, with what to do. */
import type { View } from '../../splunk/views/definition';
import { anyText, timeRange } from '../../splunk/views/inputs';
import { barsTime, columns, linkTo, singleValue, table, tableHeight, trendOf } from '../../splunk/views/panels';
import { aboutNumbers, clickHere } from '../../splunk/views/texts';
import { arrivalColumns, hostColumns, logColumns, problemsColumns, roleColumns, versionsColumns, volumesColumns, setupSearches } from './setup_searches';

const toHost = linkTo('setup_health', { host: 'row.Host.value' });
const toConnections = linkTo('process_connections', { host: 'host' });
/** Since when: the same over a week. */
const toWeek = linkTo('setup_health', { 'host': 'host', 'global_time.earliest': 'week', 'global_time.latest': 'now' });

export const setupHealth: View = {
  id: 'setup_health',
  label: 'Setup & Health',
  description: `Why a view is empty, whether data is complete, and what to do about each problem. PROBLEM rows come first. ${aboutNumbers} Host counts are compared with 24 hours ago; their line covers 7 days. MB: event bytes that count against the Splunk license, without health events (about 0.6 MB a day per host).`,
  inputs: [{ ...timeRange, value: '-4h@m,now' }, anyText('host', 'Host')],
  searches: setupSearches,
  tokens: { week: '-7d@h', now: 'now' },
  panels: {
    reporting: singleValue({ title: 'Hosts that report', search: 'host_totals', field: 'all_reporting', goodFrom: 1, trend: trendOf('reporting'), drilldown: toConnections }),
    silent: singleValue({ title: 'Hosts gone silent', search: 'host_totals', field: 'all_silent', badFrom: 1, trend: trendOf('silent'), drilldown: toWeek }),
    complete: singleValue({ title: 'Complete %', search: 'health_totals', field: 'all_complete', precision: 2, trend: trendOf('complete', true), drilldown: toWeek }),
    lost: singleValue({ title: 'Lost events', search: 'health_totals', field: 'all_lost', badFrom: 1, trend: trendOf('lost'), drilldown: toWeek }),
    versions_count: singleValue({ title: 'Versions', search: 'health_totals', field: 'all_versions', badFrom: 2, trend: trendOf('versions', true), drilldown: toWeek }),
    volume: singleValue({ title: 'Volume MB', search: 'health_totals', field: 'all_megabytes', precision: 2, trend: trendOf('megabytes'), drilldown: toConnections }),
    arrival: table({
      title: '1. Do events arrive, and does the app search there?', search: 'arrival', columns: arrivalColumns, rows: 2,
      description: 'All indexes that your role can search, the last 7 days.',
    }),
    role: table({
      title: '2. May your roles search the index?', search: 'role', columns: roleColumns, rows: 2,
      description: 'The indexes of all your roles together, against those of the macro ebpf_trace_index.',
    }),
    host_table: table({
      title: '3. Hosts whose input does not run, or that went silent', search: 'host_table', columns: hostColumns, widths: { 'Host': 190, 'What to do': 420 }, rows: 3,
      description: 'Silent: no health event for ebpf_trace_silent_minutes (default 15). The last 7 days, whatever the time range.',
    }),
    log: table({
      title: '4. What the inputs say in splunkd.log', search: 'log', columns: logColumns, widths: { Message: 400 }, rows: 3,
      description: 'Warnings and errors of the last 24 hours, from _internal. Click a row to see that host alone.', drilldown: toHost,
    }),
    problems: table({
      title: '5. Capabilities, losses, blocked output, settings, budget', search: 'problems', columns: problemsColumns, widths: { 'Host': 190, 'What to do': 320 }, rows: 4,
      description: 'Reported by the inputs themselves, in the chosen time range. Click a row to see that host alone.', drilldown: toHost,
    }),
    versions: table({
      title: '6. Versions', search: 'versions', columns: versionsColumns, rows: 2,
      description: 'All hosts should run the same version. Modes may be mixed; connection counts are comparable.',
    }),
    volume_over_time: columns({
      title: 'Volume by host', search: 'volume_over_time', y: 'MB',
      description: `License volume, without health events. ${clickHere('bar')}`,
      drilldown: linkTo('setup_health', { host: 'host', ...barsTime }),
    }),
    volumes: table({
      title: '7. Volume and completeness by host', search: 'volumes', columns: volumesColumns, widths: { 'Host': 250, 'MB a day at this rate': 120 }, rows: 10,
      description: 'The 200 hosts with the most. Complete %: events handed to splunkd out of all observed, lost ones included. Losses later, in the forwarder or indexers, are not included. Click a row to see what that host connected to.',
      drilldown: linkTo('process_connections', { host: 'row.Host.value' }),
    }),
  },
  rows: [
    { height: 140, panels: { reporting: 200, silent: 200, complete: 200, lost: 200, versions_count: 200, volume: 200 } },
    { height: 280, panels: { arrival: 640, role: 560 } },
    { height: tableHeight(3, 2), panels: { host_table: 1200 } },
    { height: tableHeight(3, 2), panels: { log: 1200 } },
    { height: tableHeight(4, 2), panels: { problems: 1200 } },
    { height: tableHeight(2, 2), panels: { versions: 640, volume_over_time: 560 } },
    { height: tableHeight(10), panels: { volumes: 1200 } },
  ],
};
