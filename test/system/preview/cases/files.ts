/** Files of web1 and db1: see files_day.ts. */
import { eventually } from '../eventually';
import { type Cases, target } from './case';

export const files: Cases = {
  'the last hour, when it opens': async (page) => {
    await eventually(() => page.single('changes'), '404'); // three by vi, 401 deletions
    await eventually(() => page.trend('changes'), '40,300%'); // one before
    await eventually(() => page.single('files'), '3');
    await eventually(() => page.single('processes'), '3');
    await eventually(() => page.single('created'), '1');
    await eventually(() => page.single('deleted'), '401');
    await eventually(() => page.single('read'), '1');
    await eventually(() => page.single('refused'), '7');
    await eventually(() => page.chart('changes_over_time'), { 'Created': 1, 'Opened to write': 1, 'Renamed': 1, 'Deleted': 401 });
    await eventually(() => page.chart('others_over_time'), { 'Watched, read': 1, 'Refused': 7 });
    await eventually(() => page.chart('top'), { '': 404 });
  },

  'who changed what, and what was changed most': async (page) => {
    await eventually(async () => (await page.table('changed')).map((one) => [one['Process'], one['User'], one['Host'], one['Operation'], one['Changes'], one['Files'], one['Latest file']]), [
      ['cleaner', 'root', 'db1', 'deleted', '401', '1', '/var/tmp/one'],
      ['vi', 'root', 'web1', 'created', '1', '1', '/etc/.crontab.swp'],
      ['vi', 'root', 'web1', 'opened to write', '1', '1', '/etc/crontab'],
      ['vi', 'root', 'web1', 'renamed', '1', '1', '/etc/crontab'],
    ]);
    await eventually(async () => (await page.table('most')).map((one) => [one['File'], one['Host'], one['Changes'], one['By']]), [
      ['/etc/crontab', 'web1', '2', 'vi'], ['/etc/.crontab.swp', 'web1', '1', 'vi'], ['/var/tmp/one', 'db1', '1', 'cleaner'],
    ]);
  },

  'who read what is watched, and who was refused': async (page) => {
    await eventually(() => page.table('sensitive'), [expect.objectContaining({ Process: 'sh', User: 'www-data', Host: 'web1', Opens: '1', File: '/srv/key.pem' })]);
    await eventually(async () => (await page.table('refused_table')).map((one) => [one['Process'], one['Asked for'], one['Errno'], one['Refusals'], one['File']]), [
      ['sh', 'read', 'EACCES', '6', 'beyond file_budget'], ['sh', 'read', 'EACCES', '1', '/etc/shadow'],
    ]);
    const addresses = await page.leadTo([() => page.clickSingle('created'), () => page.clickSingle('deleted'), () => page.clickSingle('read'), () => page.clickSingle('refused')]);
    expect(addresses.map(({ pathname, searchParams }) => [pathname.split('/').at(-1), searchParams.get('form.what')])).toEqual(['created', 'deleted', 'read', 'refused'].map((what) => ['files', what]));
  },

  'a host, a user, a process, a path, an operation': async (page) => {
    await page.choose('host', 'db1');
    await eventually(() => page.single('changes'), '401');
    await page.choose('host', 'All hosts');
    await page.type('user', 'www*');
    await eventually(() => page.single('refused'), '7');
    await eventually(() => page.single('changes'), '0');
    await page.type('user', '*');
    await page.type('process', 'vi, sh');
    await eventually(() => page.single('changes'), '3');
    await page.type('path', '/etc/.crontab*');
    await eventually(() => page.single('changes'), '2'); // a rename has it as its former name
    await page.choose('what', 'Renamed');
    await eventually(() => page.table('single'), [expect.objectContaining({ 'Operation': 'renamed', 'Process': 'vi', 'File': '/etc/crontab', 'File before': '/etc/.crontab.swp', 'Bytes': '70', 'Permissions': '0600', 'Command': 'vi /etc/crontab' })]);
    await page.type('path', 'nothing');
    await eventually(() => page.single('changes'), 'none');
  },

  'a click on a file narrows the view, one on an event opens its process': async (page) => {
    await eventually(() => page.table('most'), expect.arrayContaining([expect.objectContaining({ File: '/etc/crontab' })]));
    await page.clickCell('most', { File: '/etc/crontab' }, 'File');
    await eventually(async () => target(page), ['files', expect.objectContaining({ host: 'web1', path: '/etc/crontab' })]);
    await eventually(() => page.single('changes'), '2');
    await eventually(() => page.table('single'), expect.arrayContaining([expect.objectContaining({ Operation: 'renamed' })]));
    await page.clickCell('single', { Operation: 'renamed' }, 'Time');
    await eventually(async () => target(page), ['processes', expect.objectContaining({ host: 'web1', process: 'vi' })]);
  },
};
