/** The views of connections, in the order of the menu. For the build alone. */
import type { View } from '../../splunk/views/definition';
import { connectionExplorer } from './views/connection_explorer';
import { listenersInbound } from './views/listeners_inbound';
import { networkQuality } from './views/network_quality';
import { processConnections } from './views/process_connections';

export const tcpViews: readonly View[] = [processConnections, connectionExplorer, networkQuality, listenersInbound];
