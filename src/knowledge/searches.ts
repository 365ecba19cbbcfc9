/** The saved searches, those of the probes first. savedsearches.conf and docs/searches.md are made of them. */
import { textsOf } from '../splunk/search';
import { byProbe } from './by_probe';
import { operationAlerts } from './searches/operation';

export const searches = [...byProbe.searches, ...operationAlerts].map((search) => ({ ...search, texts: textsOf(search) }));
