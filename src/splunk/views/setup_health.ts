/** Why is there nothing to see, and is what there is all: each cause by its name, with what to do. */
import type { View } from './definition';
import { timeRange } from './inputs';
import { columns, singleValue, table, tableHeight } from './panels';
import { arrivalColumns, hostColumns, logColumns, problemsColumns, roleColumns, versionsColumns, volumesColumns, setupSearches } from './setup_searches';

export const setupHealth: View = {
  id: 'setup_health',
  label: 'Setup & Health',
  description: 'Why a view is empty, and whether what it shows is all there was: causes by name, each with what to do. Red first.',
  inputs: [{ ...timeRange, value: '-4h@m,now' }],
  searches: setupSearches,
  panels: {
    reporting: singleValue({ title: 'Hosts that report', search: 'host_totals', field: 'reporting', goodFrom: 1 }),
    silent: singleValue({ title: 'Hosts gone silent', search: 'host_totals', field: 'silent', badFrom: 1 }),
    complete: singleValue({ title: 'Complete, percent', search: 'health_totals', field: 'complete', precision: 2 }),
    lost: singleValue({ title: 'Lost', search: 'health_totals', field: 'lost', badFrom: 1 }),
    versions_count: singleValue({ title: 'Versions', search: 'health_totals', field: 'versions', badFrom: 2 }),
    volume: singleValue({ title: 'Volume', search: 'health_totals', field: 'volume' }),
    arrival: table({
      title: '1. Do events arrive, and does the app search there?', search: 'arrival', columns: arrivalColumns, rows: 5,
      description: 'All indexes that your role can search, the last 7 days.',
    }),
    role: table({
      title: '2. May your roles search the index?', search: 'role', columns: roleColumns, rows: 5,
      description: 'The indexes of all your roles together, against those of the macro ebpf_trace_index.',
    }),
    host_table: table({
      title: '3. Hosts whose input does not run, or that went silent', search: 'host_table', columns: hostColumns, rows: 8,
      description: 'Silent: no health for the minutes of the macro ebpf_trace_silent_minutes. The last 7 days, whatever the time range.',
    }),
    log: table({
      title: '4. What the inputs say in splunkd.log', search: 'log', columns: logColumns, rows: 6,
      description: 'Warnings and errors of the last 24 hours, from _internal.',
    }),
    problems: table({
      title: '5. Capabilities, losses, blocked output, settings, budget', search: 'problems', columns: problemsColumns, rows: 4,
      description: 'Told by the inputs themselves, in the chosen time range.',
    }),
    versions: table({
      title: '6. Versions', search: 'versions', columns: versionsColumns, rows: 5,
      description: 'One version everywhere. Modes may differ: counts are the same.',
    }),
    volume_over_time: columns({
      title: 'Volume by host', search: 'volume_over_time', y: 'MB',
      description: 'What the licence counts of the events, told by the inputs. Empty without health events.',
    }),
    volumes: table({
      title: '7. Volume and completeness by host', search: 'volumes', columns: volumesColumns, rows: 10,
      description: 'The 200 hosts with the most. Complete: of what should have arrived, what did.',
    }),
  },
  rows: [
    { height: 110, panels: { reporting: 200, silent: 200, complete: 200, lost: 200, versions_count: 200, volume: 200 } },
    { height: 260, panels: { arrival: 640, role: 560 } },
    { height: 260, panels: { host_table: 1200 } },
    { height: 220, panels: { log: 1200 } },
    { height: tableHeight(4, 2), panels: { problems: 1200 } },
    { height: 240, panels: { versions: 700, volume_over_time: 500 } },
    { height: 320, panels: { volumes: 1200 } },
  ],
};
