/** The saved searches, contents page. savedsearches.conf and docs/searches.md are made of it. */
import { behaviourAlerts } from './searches/behaviour';
import { connectionReports } from './searches/connections';
import { failureAlerts } from './searches/failures';
import { noveltyAlerts } from './searches/novelty';
import { operationAlerts } from './searches/operation';
import { programAlerts, shellReport } from './searches/programs';
import { type SavedSearch, textsOf } from './searches/search';

export { type SavedSearch, severities } from './searches/search';

const all: readonly SavedSearch[] = [
  ...connectionReports, shellReport, ...noveltyAlerts, ...programAlerts, ...behaviourAlerts, ...failureAlerts, ...operationAlerts,
];

export const searches = all.map((search) => ({ ...search, texts: textsOf(search) }));
