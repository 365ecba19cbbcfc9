/** The saved searches over programs that run, contents page. For the build alone. */
import type { SavedSearch } from '../../splunk/search';
import { noveltyAlert } from './searches/novelty';
import { programAlerts } from './searches/programs';
import { elevationReport } from './searches/users';

export const processSearches: readonly SavedSearch[] = [elevationReport, noveltyAlert, ...programAlerts];
