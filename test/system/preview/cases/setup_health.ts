/** Two hosts report each minute, and nothing is wrong. */
import { eventually } from '../eventually';
import { type Cases, fourHoursAgo, happened } from './case';

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
  },
};
