/** From when on a search over the input's own reports, or over all events, has a hit. Each is a macro: set it once, in local/macros.conf. */
import { type Macro, threshold } from '../splunk/macro';

export const thresholds: readonly Macro[] = [
  threshold('tolerated_loss_percent', 0.1, 'Percent of the events of a host that may be lost in a quarter of an hour.'),
  threshold('silent_minutes', 15, 'Minutes without health after which a host is silent. Health comes every minute; if you raise health_interval of the inputs, keep this above it.'),
  threshold('host_budget_mb', 500, 'Megabytes (of 1024 * 1024 bytes) of events that a host may send a day.'),
  threshold('process_budget_mb', 100, 'Megabytes (of 1024 * 1024 bytes) of events that a process of a host may cause a day.'),
];
