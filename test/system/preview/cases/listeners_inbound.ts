/** backdoor, store and an HTTP server listen on db1; sink, and local for its own host alone, on web1. */
import { taken, times } from '../day';
import { eventually } from '../eventually';
import { at, type Cases, happened, lastDay, numbersLead, oneHourAgo, target } from './case';

const served = taken * happened('server');

export const listenersInbound: Cases = {
  'what listens, and who connects': async (page) => {
    await eventually(() => page.single('listening'), '8');
    await eventually(() => page.single('reachable'), '7');
    await eventually(() => page.single('ends'), `${served}`);
    await eventually(() => page.chart('over_time'), { store: served });
    const days = await page.course('listening');
    expect([days.length, days.at(-1), days.filter((count) => count > 0)]).toEqual([31, 8, [8, 8]]); // they began a day less an hour ago
    await eventually(async () => (await page.table('listener_table')).length, 8);
    await eventually(() => page.table('listener_table'), expect.arrayContaining([
      expect.objectContaining({ Process: 'backdoor', Port: '7002', State: 'listening', 'Bound to': 'all addresses' }),
      expect.objectContaining({ Process: 'local', Port: '7005', 'Bound to': 'loopback only' }),
    ]));
    await eventually(() => page.table('services'), [expect.objectContaining({ Process: 'store', Port: '5432', Connections: `${served}` })]);
  },

  'one process, one port, one host, one hour': async (page) => {
    await page.range('Last 60 minutes');
    await eventually(() => page.single('ends'), `${taken * happened('server', oneHourAgo)}`);
    await eventually(() => page.trend('ends'), '0%');
    await page.type('process', 'sink');
    await eventually(() => page.single('listening'), '1');
    await eventually(() => page.single('ends'), 'none');
    await page.type('port', '7002');
    await eventually(() => page.single('listening'), 'none');
    await page.type('process', '*');
    await eventually(() => page.single('listening'), '1');
    await page.choose('host', 'web1');
    await eventually(() => page.single('listening'), 'none');
    await numbersLead(page, 'connection_explorer', { 'host': 'web1', 'process': '*', 'port': '7002', 'direction': 'inbound', 'global_time.earliest': '-60m@m', 'global_time.latest': 'now' });
  },

  'clicks: the single connections': async (page) => {
    await eventually(() => page.table('source_table'), [expect.objectContaining({ Source: '10.77.0.1' })]);
    await page.clickCell('source_table', { Source: '10.77.0.1' }, 'Source');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'store', peer: '10.77.0.1', port: '5432', ...lastDay })]);
    await eventually(() => page.single('ends'), `${served}`);
    await page.reopen();
    await eventually(() => page.table('services'), [expect.objectContaining({ Process: 'store' })]);
    await page.clickCell('services', { Process: 'store' }, 'Port');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'store', port: '5432', ...lastDay })]);
    await page.reopen();
    await eventually(() => page.table('listener_table'), expect.arrayContaining([expect.objectContaining({ Process: 'backdoor' })]));
    await page.clickCell('listener_table', { Process: 'backdoor' }, 'Port');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'backdoor', port: '7002', ...lastDay })]);
    await page.reopen();
    await eventually(() => page.chart('over_time'), { store: served });
    await page.clickPoint('over_time');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ 'host': '*', 'process': 'store', 'global_time.earliest': at(times.server[0] ?? NaN) })]);
  },
};
