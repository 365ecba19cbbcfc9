/** All processes at first; wget and python3 connect to db1, and wget is refused some times. */
import { join } from 'node:path';
import { build } from '../../../../steps/paths.mjs';
import { eventually } from '../eventually';
import { hour, now } from '../../searches/case';
import type { ViewPage } from '../view_page';
import { at, type Cases, happened, lastDay, numbersLead, oneHourAgo, pointsLead, target } from './case';
import { times } from '../day';
import { shownUser } from '../../truth/tracer';

const wget = (since = 0): number => 2 * happened('wget', since);
const refused = (since = 0): number => happened('wgetRefused', since);
const python = (since = 0): number => happened('python', since);
/** agent twice, shop fifteen times with eleven failures, crawler five times, sender and scanner twenty times, upload once. */
const others = 2 * happened('agent') + 15 * happened('shop') + 5 * happened('crawler') + 20 * happened('sender') + 20 * happened('scanner') + happened('upload');
const othersFailed = 11 * happened('shop') + 20 * happened('scanner');

const chosen = async (page: ViewPage): Promise<void> => {
  await page.toggle('process', 'All processes', 'wget', 'python*');
  await eventually(() => page.single('connections'), String(wget() + refused() + python()));
};

/** The intervals of a day, from -24h@h on. */
const halfHour = hour / 2;
const beginOf = (seconds = NaN): number => Math.floor(seconds / halfHour) * halfHour;
const halfHours = Array.from({ length: 49 }, (_, index) => Math.floor(now / hour) * hour - 24 * hour + index * halfHour);

export const processConnections: Cases = {
  'all processes': async (page) => {
    await eventually(() => page.single('connections'), String(wget() + refused() + python() + others));
    await eventually(() => page.single('failed'), String(refused() + othersFailed));
    await eventually(() => page.chart('outcomes'), expect.objectContaining({ refused: expect.any(Number) as number, timed_out: 5 * happened('shop') }));
  },

  'wget and python3, and how it went': async (page) => {
    await chosen(page);
    await eventually(() => page.single('failed'), String(refused()));
    await eventually(() => page.chart('over_time'), { wget: wget() + refused(), python3: python() });
    await eventually(() => page.chart('outcomes'), { established: wget() + python(), refused: refused() });
    await eventually(() => page.chart('failures_over_time'), { refused: refused() });
    const failure = { Process: 'wget', Destination: '10.77.0.2', Port: '443', Failed: `${refused()}`, Errno: 'ECONNREFUSED' };
    await eventually(() => page.table('failures'), [expect.objectContaining(failure)]);
    await eventually(() => page.table('destinations'), expect.arrayContaining([
      expect.objectContaining({ Process: 'python3', Port: '5432', Connections: `${python()}`, 'Bytes sent': (1000 * python()).toLocaleString('en-US') }),
    ]));
    await eventually(() => page.table('commands'), expect.arrayContaining([
      expect.objectContaining({ Process: 'wget', User: shownUser(0), Hosts: '1', 'Command line': 'wget -q -t 1 -T 5 -O /dev/null http://10.77.0.2:443/' }),
    ]));
    await page.picture(join(build, 'screenshots', 'readme.png'), 1280, 1720); // below are empty rows
    const attempts = halfHours.map((from) => times.wgetRefused.filter((time) => time >= from && time < from + halfHour).length);
    await eventually(() => page.course('failed'), attempts);
    expect(await page.course('open')).toEqual([]);
    const choices = { host: '*', process: 'wget,python*', direction: 'outbound', ...lastDay };
    const toQuality = ['network_quality', choices] as const;
    await numbersLead(page, 'connection_explorer', choices, { failed: ['connection_explorer', { ...choices, outcome: 'failed' }], failed_percent: toQuality });
    await pointsLead(page, [['failures_over_time']], 'connection_explorer', { ...choices, 'outcome': 'failed', 'global_time.earliest': at(beginOf(times.wgetRefused[0])) });
  },

  'the last hour, and the change against the one before': async (page) => {
    await chosen(page);
    await page.range('Last 60 minutes');
    const inHour = wget(oneHourAgo) + refused(oneHourAgo) + python(oneHourAgo);
    const before = wget(oneHourAgo - hour) + refused(oneHourAgo - hour) + python(oneHourAgo - hour) - inHour;
    await eventually(() => page.single('connections'), String(inHour));
    await eventually(() => page.trend('connections'), `${Math.round(100 * (inHour - before) / before)}%`);
    expect(await page.trend('failed')).toBe(''); // none failed before
  },

  'a host on which they did not run': async (page) => {
    await page.choose('host', 'db1');
    await eventually(() => page.single('connections'), 'none');
    await eventually(() => page.single('failed'), '-');
    await eventually(() => page.table('destinations'), [expect.objectContaining({ 'Last seen': expect.stringMatching(/^No matching connections/) as string })]);
  },

  'its processes to choose from: of the time range': async (page) => {
    const always = ['All processes', 'wget', 'python*'];
    await eventually(() => page.choices('process'), [...always, 'agent', 'crawler', 'python3', 'scanner', 'sender', 'shop', 'upload']);
    await page.range('Last 60 minutes');
    await eventually(() => page.choices('process'), [...always, 'agent']);
  },

  'a click on a failure: the attempts that failed': async (page) => {
    await eventually(() => page.table('failures'), expect.arrayContaining([expect.objectContaining({ Process: 'wget' })]));
    await page.clickCell('failures', { Process: 'wget' }, 'Destination');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'wget', peer: '10.77.0.2', port: '443', outcome: 'failed', ...lastDay })]);
    await eventually(() => page.single('failed'), String(refused()));
    expect(await page.chosen('outcome')).toBe('Failed');
    await page.type('port', '*');
    await eventually(() => page.table('peers'), [expect.objectContaining({ Process: 'wget', Port: '443' })]); // not those to port 80, which were established
  },

  'a click on a bar: that process from there on': async (page) => {
    await eventually(() => page.chart('over_time'), expect.objectContaining({ python3: python() }));
    await page.clickPoint('over_time', 'python3');
    const interval = { 'global_time.earliest': at(beginOf(times.python[0])), 'global_time.latest': 'now' };
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'python3', ...interval })]);
    await eventually(() => page.single('ends'), String(python()));
  },

  'a click on a destination, and on a command line': async (page) => {
    await eventually(() => page.table('commands'), expect.arrayContaining([expect.objectContaining({ Process: 'python3' })]));
    await page.clickCell('commands', { Process: 'python3' }, 'Process');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'python3', ...lastDay })]);
    await page.reopen();
    await eventually(() => page.table('destinations'), expect.arrayContaining([expect.objectContaining({ Process: 'python3' })]));
    await page.clickCell('destinations', { Process: 'python3' }, 'Port');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'python3', peer: '10.77.0.2', port: '5432', ...lastDay })]);
  },
};
