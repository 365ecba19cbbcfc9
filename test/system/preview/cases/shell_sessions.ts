/** Three sessions of two hosts, in one of which a user became root: see shells_day.ts. */
import { eventually } from '../eventually';
import { type Cases, target } from './case';

const bars = (values: readonly unknown[]): number => values.reduce<number>((sum, value) => sum + Number(value), 0);

export const shellSessions: Cases = {
  'the last day, when it opens': async (page) => {
    await eventually(() => page.single('lines'), '7');
    await eventually(() => page.trend('lines'), '600%'); // one before
    await eventually(() => page.single('sessions_count'), '3');
    await eventually(() => page.single('users'), '3');
    await eventually(async () => bars(Object.values(await page.chart('lines_over_time'))), 7);
  },

  'sessions, the latest first': async (page) => {
    await eventually(() => page.table('sessions'), [
      expect.objectContaining({ 'Logged in as': 'ann', 'Became': 'ann, root', 'Host': 'web1', 'Terminal': 'pts/3', 'Lines': '5', 'Shells': '2' }),
      expect.objectContaining({ 'Logged in as': 'bob', 'Became': 'bob', 'Host': 'db1', 'Container or unit': 'ssh.service', 'Lines': '1' }),
      expect.objectContaining({ 'Logged in as': '-', 'Host': 'db1', 'Container or unit': 'c0ffeec0ffee', 'Terminal': '-', 'Lines': '1' }),
    ]);
  },

  'a user, a host, a line': async (page) => {
    await page.type('user', 'root');
    await eventually(() => page.single('lines'), '3');
    await page.type('user', 'bob');
    await eventually(() => page.single('lines'), '1');
    await page.type('user', '*');
    await page.type('line', '*HISTFILE*');
    await eventually(() => page.single('lines'), '1');
    await page.choose('host', 'db1');
    await eventually(() => page.single('lines'), 'none');
  },

  'a click on a session: what was typed, and what it started': async (page) => {
    await eventually(() => page.table('transcript'), [expect.objectContaining({ Line: 'Click on a session above.' })]);
    await page.clickCell('sessions', { Host: 'web1' }, 'Host');
    await eventually(async () => (await page.table('transcript')).map(({ User, Folder, Line, PID }) => [User, Folder, Line, PID]), [
      ['ann', '/home/ann', 'cd /srv', '70'], ['ann', '/srv', 'su -', '70'], ['root', '/root', 'unset HISTFILE', '71'], ['root', '/root', 'curl -u me:*** http://db1/', '71'], ['ann', '/srv', 'exit', '70'],
    ]);
    await eventually(async () => (await page.table('started')).map(({ Process, User, Command }) => [Process, User, Command]), [['su', 'root', 'su -'], ['curl', 'root', 'curl -u me:*** http://db1/']]);
    expect(target(page)[0]).toBe('shell_sessions');
  },
};
