/** Disks of web1 and db1: see disks_day.ts. */
import { eventually } from '../eventually';
import { type Cases, target } from './case';

export const disks: Cases = {
  'the last hour, when it opens': async (page) => {
    await eventually(() => page.single('requests'), '2,600');
    await eventually(() => page.trend('requests'), '100%'); // 1,300 before
    await eventually(() => page.single('megabytes'), '11.0');
    await eventually(() => page.single('p99'), '250.00');
    await eventually(() => page.single('errors'), '3');
    await eventually(() => page.single('stuck'), '4');
    await eventually(() => page.chart('requests_over_time'), { Completed: 2597, Failed: 3 });
    await eventually(() => page.chart('in_flight_over_time'), expect.objectContaining({ Stuck: 4 }));
  },

  'each disk and operation, the worst first': async (page) => {
    await eventually(async () => (await page.table('disks')).map((one) => [one['Device'], one['Host'], one['Operation'], one['Requests'], one['MB'], one['Errors'], one['Device ms, average'], one['Device ms, p99'], one['Queue ms, average'], one['In flight'], one['Oldest, seconds']]), [
      ['nvme0n1', 'db1', 'read', '100', '1', '3', '2', '20', '1', '0', ''],
      ['sda', 'web1', 'write', '2,000', '8', '0', '2', '250', '1', '0', ''],
      ['sda', 'web1', 'read', '500', '2', '0', '2', '20', '1', '0', ''],
      ['nvme0n1', 'db1', 'write', '0', '0', '0', '', '', '', '4', '95'],
    ]);
  },

  'slow requests with their process, the latest first': async (page) => {
    await eventually(() => page.table('slow'), [
      expect.objectContaining({ Device: 'nvme0n1', Host: 'db1', Operation: 'read', 'Device ms': '30000', Errno: 'EIO', Process: '' }),
      expect.objectContaining({ Device: 'sda', Host: 'web1', Operation: 'write', 'Device ms': '1250', 'Queue ms': '500', Errno: '-', Process: 'backup', User: 'root', Command: 'backup --all', PID: '77' }),
    ]);
    await page.clickCell('slow', { Process: 'backup' }, 'Device');
    await eventually(async () => target(page), ['processes', expect.objectContaining({ host: 'web1', process: 'backup' })]);
  },

  'a host, a device, an operation': async (page) => {
    await page.choose('host', 'db1');
    await eventually(() => page.single('requests'), '100');
    await page.choose('host', 'All hosts');
    await page.type('device', 'sd*');
    await eventually(() => page.single('requests'), '2,500');
    await page.choose('operation', 'Reads');
    await eventually(() => page.single('requests'), '500');
    await page.type('device', 'nothing');
    await eventually(() => page.single('requests'), 'none');
  },

  'a click on a disk narrows the view': async (page) => {
    await eventually(() => page.table('disks'), expect.arrayContaining([expect.objectContaining({ Device: 'nvme0n1', Operation: 'read' })]));
    await page.clickCell('disks', { Device: 'nvme0n1', Operation: 'read' }, 'Device');
    await eventually(async () => target(page), ['disks', expect.objectContaining({ host: 'db1', device: 'nvme0n1', operation: 'read' })]);
    await eventually(() => page.single('errors'), '3');
  },
};
