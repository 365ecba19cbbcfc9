/** The views of the app, in the order of its menu; the first one opens. */
import type { View } from './definition';
import { connectionExplorer } from './connection_explorer';
import { listenersInbound } from './listeners_inbound';
import { networkQuality } from './network_quality';
import { processConnections } from './process_connections';
import { setupHealth } from './setup_health';

export { causes } from './causes';
export { type Input, type Search, studio, type View } from './definition';

export const views: readonly View[] = [processConnections, connectionExplorer, networkQuality, listenersInbound, setupHealth];
