/** The saved searches over connections, contents page. For the build alone. */
import type { SavedSearch } from '../../splunk/search';
import { behaviourAlerts } from './searches/behaviour';
import { connectionReports } from './searches/connections';
import { failureAlerts } from './searches/failures';
import { noveltyAlerts } from './searches/novelty';
import { programAlerts, shellReport } from './searches/programs';

export const tcpSearches: readonly SavedSearch[] = [...connectionReports, shellReport, ...noveltyAlerts, ...programAlerts, ...behaviourAlerts, ...failureAlerts];
