/** The saved searches, contents page. savedsearches.conf and docs/searches.md are made of it. */
import { behaviourAlerts } from './searches/behaviour';
import { connectionReports } from './searches/connections';
import { failureAlerts } from './searches/failures';
import { noveltyAlerts } from './searches/novelty';
import { operationAlerts } from './searches/operation';
import { blindnessOf, type SavedSearch } from './searches/search';

export { type SavedSearch, severities } from './searches/search';

const all: readonly SavedSearch[] = [...connectionReports, ...noveltyAlerts, ...behaviourAlerts, ...failureAlerts, ...operationAlerts];

export const searches = all.map((search) => ({ ...search, blindness: blindnessOf(search) }));
