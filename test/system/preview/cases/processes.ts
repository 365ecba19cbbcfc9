/** Programs of web1, one of which a server started, and of db1: see programs_day.ts. */
import { eventually } from '../eventually';
import { named } from '../programs_day';
import { type Cases, target } from './case';

const lastHour = { 'global_time.earliest': '-60m@m', 'global_time.latest': 'now' } as const;
const row = (Relation: string, { name, guid }: { readonly name: string; readonly guid: string }, State: string): unknown =>
  expect.objectContaining({ Relation, 'Process': name, State, 'Process GUID': guid });

export const processes: Cases = {
  'the last hour, when it opens': async (page) => {
    await eventually(() => page.single('began'), '10');
    await eventually(() => page.trend('began'), '900%'); // one before
    await eventually(() => page.single('programs'), '5');
    await eventually(() => page.single('users'), '2');
    await eventually(() => page.single('ended'), '9');
    await eventually(() => page.single('failed'), '5');
    await eventually(() => page.single('killed'), '1');
    await eventually(() => page.single('cpu'), '1,200.6');
    await eventually(() => page.chart('began_over_time'), { Started: 10 });
    await eventually(() => page.chart('ends_over_time'), { 'Exit code 0': 3, 'Exit code not 0': 5, 'Killed': 1 });
    await eventually(() => page.chart('top'), { '': 10 }); // without a legend a series has no name
  },

  'what ran, by user, container and parent': async (page) => {
    await eventually(() => page.table('ran_table'), [
      expect.objectContaining({ Process: 'curl', User: 'www-data', 'Container or unit': 'nginx.service', Parent: 'sh', Runs: '5' }),
      expect.objectContaining({ Process: 'backup', User: 'root', 'Container or unit': 'backup.service', Parent: 'unknown', Runs: '2', Hosts: '1', Program: '/usr/bin/backup' }),
      expect.objectContaining({ Process: 'miner', 'Container or unit': 'c0ffeec0ffee', Parent: 'sh', Program: '/tmp/.x/miner' }),
      expect.objectContaining({ Process: 'nginx', Parent: 'systemd' }),
      expect.objectContaining({ Process: 'sh', Parent: 'nginx' }),
    ]);
    await eventually(async () => (await page.table('newest')).map(({ Process }) => Process), ['backup', 'miner', 'curl', 'sh', 'nginx']);
  },

  'what failed, and what computed': async (page) => {
    await eventually(() => page.table('failures'), [
      expect.objectContaining({ Process: 'curl', 'How it ended': 'exit 7', Times: '5' }), expect.objectContaining({ Process: 'miner', 'How it ended': 'SIGKILL', Times: '1' }),
    ]);
    await eventually(async () => (await page.table('busiest')).map((one) => [one['Process'], one['Host'], one['Processes'], one['CPU seconds'], one['Longest, seconds']]), [
      ['miner', 'web1', '1', '1,190.5', '1200'], ['backup', 'db1', '2', '10', '20'], ['curl', 'web1', '5', '0.1', '0.5'], ['sh', 'web1', '1', '0', '2'],
    ]);
    const addresses = await page.leadTo([() => page.clickSingle('failed'), () => page.clickSingle('killed')]);
    expect(addresses.map(({ pathname, searchParams }) => [pathname.split('/').at(-1), searchParams.get('form.state'), searchParams.get('form.process')])).toEqual([
      ['processes', 'failed', '*'], ['processes', 'killed', '*'],
    ]);
  },

  'a host, a user, a process, an ending': async (page) => {
    await page.choose('host', 'db1');
    await eventually(() => page.single('began'), '2');
    await page.choose('host', 'All hosts');
    await page.type('user', 'www*');
    await eventually(() => page.single('began'), '8');
    await page.type('process', 'miner, curl');
    await eventually(() => page.single('began'), '6');
    await page.choose('state', 'Killed by a signal');
    await eventually(() => page.table('single'), [expect.objectContaining({ 'Process': 'miner', 'State': 'killed', 'How it ended': 'SIGKILL', 'CPU seconds': '1,190.5', 'Peak MB': '3' })]);
    await page.type('process', 'nothing');
    await eventually(() => page.single('began'), 'none');
  },

  'a click on a process: its parent and children; on one of these: its own': async (page) => {
    const { systemd, nginx, sh, curl, miner } = named;
    await eventually(() => page.table('lineage'), [expect.objectContaining({ Command: 'Click on a process above.' })]);
    await eventually(() => page.table('single'), expect.arrayContaining([expect.objectContaining({ Process: 'sh', State: 'ended' })]));
    await page.clickCell('single', { Process: 'sh' }, 'Process');
    await eventually(() => page.table('lineage'), [row('parent', nginx, 'running'), row('itself', sh, 'ended'), row('child', curl, 'failed'), row('child', miner, 'killed')]);
    await page.clickCell('lineage', { Process: 'nginx' }, 'Process');
    await eventually(() => page.table('lineage'), [row('parent', systemd, 'running'), row('itself', nginx, 'running'), row('child', sh, 'ended')]);
    await page.clickCell('lineage', { Process: 'systemd' }, 'Process');
    await eventually(() => page.table('lineage'), [row('itself', systemd, 'running'), row('child', nginx, 'running')]);
  },

  'a click on what ran, and on what failed': async (page) => {
    await eventually(() => page.table('ran_table'), expect.arrayContaining([expect.objectContaining({ Process: 'miner' })]));
    await page.clickCell('ran_table', { Process: 'miner' }, 'Process');
    await eventually(async () => target(page), ['processes', expect.objectContaining({ host: '*', process: 'miner', user: 'www-data', state: '*', ...lastHour })]);
    await eventually(() => page.single('began'), '1');
    await page.reopen();
    await eventually(() => page.table('failures'), expect.arrayContaining([expect.objectContaining({ Process: 'curl' })]));
    await page.clickCell('failures', { Process: 'curl' }, 'How it ended');
    await eventually(async () => target(page), ['processes', expect.objectContaining({ process: 'curl', user: 'www-data' })]);
  },

  'a click on a bar: from there on': async (page) => {
    await eventually(() => page.chart('ends_over_time'), expect.objectContaining({ Killed: 1 }));
    await page.clickPoint('ends_over_time', 'Killed');
    const from = String(named.miner.began + 1200);
    await eventually(async () => target(page), ['processes', expect.objectContaining({ 'global_time.earliest': `${from}.000`, 'global_time.latest': 'now' })]);
    await eventually(() => page.single('killed'), '1');
  },
};
