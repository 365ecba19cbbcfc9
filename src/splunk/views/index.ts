/** The views of the app, in the order of its menu; the first one opens. */
import type { View } from './definition';
import { processConnections } from './process_connections';

export { studio, type View } from './definition';

export const views: readonly View[] = [processConnections];
