/** The groups, in the order of the page. */
import { events } from './events';
import { host } from './host';
import { servers } from './servers';
import { start } from './start';
import { tcp } from './tcp';

export const groups = [tcp, start, host, servers, events] as const;
