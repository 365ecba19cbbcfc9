/** Two hosts report each minute, and nothing is wrong. */
import { minute, now } from '../../searches/case';
import { eventually } from '../eventually';
import { at, type Cases, fourHoursAgo, happened, numbersLead, pointsLead } from './case';

export const setupHealth: Cases = {
  'all is well': async (page) => {
    await eventually(() => page.single('reporting'), '2');
    await eventually(() => page.single('silent'), '0');
    await eventually(() => page.single('lost'), '0');
    await eventually(() => page.table('arrival'), [expect.objectContaining({ State: 'OK', Index: 'ebpf' })]);
    await eventually(() => page.table('role'), expect.arrayContaining([expect.objectContaining({ State: 'OK', Roles: 'admin' })]));
    await eventually(() => page.table('log'), [expect.objectContaining({ State: 'UNKNOWN', Message: expect.stringMatching(/^_internal cannot be read/) as string })]);
  },

  'a shorter time': async (page) => {
    const events = async (): Promise<number> => Number((await page.table('volumes'))[0]?.['Events']?.replaceAll(',', ''));
    await eventually(async () => (await events()) > 0, true);
    const each = (await events()) / happened('health', fourHoursAgo);
    await page.range('Last 15 minutes');
    await eventually(events, 15 * each);
    await eventually(() => page.trend('volume'), '0.00%');
    await page.type('host', 'web1');
    await eventually(() => page.single('reporting'), '1');
    const range = { 'global_time.earliest': '-15m', 'global_time.latest': 'now' };
    const toConnections = ['process_connections', { host: 'web1', ...range }] as const;
    await numbersLead(page, 'setup_health', { 'host': 'web1', 'global_time.earliest': '-7d@h', 'global_time.latest': 'now' }, { reporting: toConnections, volume: toConnections });
    await pointsLead(page, [['volume_over_time']], 'setup_health', { 'host': 'web1', ...range, 'global_time.earliest': at(now - 15 * minute) });
    await eventually(() => page.course('lost'), []);
  },
};
