/** The views of the app, in the order of its menu; the first one opens. */
import type { View } from '../splunk/views/definition';
import { byProbe } from './by_probe';
import { setupHealth } from './views/setup_health';

export const views: readonly View[] = [...byProbe.views, setupHealth];
