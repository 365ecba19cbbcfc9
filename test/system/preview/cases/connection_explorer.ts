/** One process, one address, down to the events of a single connection. */
import { hour } from '../../searches/case';
import { taken, times } from '../day';
import { eventually } from '../eventually';
import { at, type Cases, happened, lastDay, numbersLead, oneHourAgo, pointsLead, showDay, target } from './case';

/** shop: 4 connections to one port, 6 refused at another, 5 timed out at a dead address. */
const shop = happened('shop');

export const connectionExplorer: Cases = {
  'the last hour, when it opens': async (page) => {
    await page.type('process', 'wget');
    await eventually(() => page.single('connections'), `${2 * happened('wget', oneHourAgo) + happened('wgetRefused', oneHourAgo)}`);
    await eventually(() => page.single('failed'), `${happened('wgetRefused', oneHourAgo)}`);
    const of = (since: number): number => 2 * happened('wget', since) + happened('wgetRefused', since);
    const [inHour, before] = [of(oneHourAgo), of(oneHourAgo - hour) - of(oneHourAgo)];
    await eventually(() => page.trend('connections'), `${Math.round(100 * (inHour - before) / before)}%`);
  },

  'one process, by its name': async (page) => {
    await showDay(page);
    await page.type('process', 'shop');
    await eventually(() => page.single('ends'), `${15 * shop}`);
    await eventually(() => page.single('failed'), `${11 * shop}`);
    await eventually(() => page.chart('ends_over_time'), { Outbound: 4 * shop, Failed: 11 * shop });
    await eventually(() => page.table('peers'), expect.arrayContaining([
      expect.objectContaining({ Peer: '10.77.0.9', Port: '7007', Sides: `${5 * shop}`, Failed: `${5 * shop}` }),
    ]));
  },

  'one address, one port': async (page) => {
    await showDay(page);
    await page.type('peer', '10.77.0.9');
    await eventually(() => page.single('ends'), `${5 * shop}`);
    await page.type('port', '1');
    await eventually(() => page.single('ends'), 'none');
    await eventually(() => page.table('peers'), [expect.objectContaining({ 'Last seen': expect.stringMatching(/^No matching connections/) as string })]);
  },

  'one direction, one host, one hour': async (page) => {
    await showDay(page);
    await page.choose('direction', 'Inbound');
    const inbound = await serverEnds(page);
    await page.choose('host', 'db1');
    await eventually(() => page.single('ends'), `${inbound}`);
    await page.range('Last 60 minutes');
    await eventually(() => page.single('ends'), `${taken * happened('server', oneHourAgo)}`);
    await eventually(() => page.trend('ends'), '0%');
    const minutes = Array.from({ length: 60 }, (_, minute) => times.server.filter((time) => Math.floor((time - oneHourAgo) / 60) === minute).length);
    await eventually(() => page.course('ends'), minutes.map((count) => taken * count));
    const choices = { 'host': 'db1', 'process': '*', 'peer': '*', 'port': '*', 'direction': 'inbound', 'global_time.earliest': '-60m@m', 'global_time.latest': 'now' };
    await numbersLead(page, 'network_quality', choices, { failed: ['connection_explorer', { ...choices, outcome: 'failed' }] });
    const first = { ...choices, 'outcome': '*', 'global_time.earliest': at(oneHourAgo) };
    await pointsLead(page, [['ends_over_time', 'Inbound'], ['handshake_over_time', 'p95'], ['bytes_over_time', 'Bytes received']], 'connection_explorer', first);
  },

  'one outcome': async (page) => {
    await showDay(page);
    await page.type('process', 'shop');
    expect(await page.choices('outcome')).toEqual(['All', 'Established', 'Failed']);
    await page.choose('outcome', 'Failed');
    await eventually(() => page.chart('ends_over_time'), { Failed: 11 * shop });
    await eventually(async () => new Set((await page.table('flows')).map(({ Outcome }) => Outcome)), new Set(['failed']));
    await page.clickCell('peers', { Peer: '10.77.0.9' }, 'Process');
    await eventually(async () => target(page)[1], expect.objectContaining({ process: 'shop', peer: '10.77.0.9', port: '7007', outcome: 'failed' }));
    await eventually(() => page.single('ends'), `${5 * shop}`);
    await page.choose('outcome', 'Established');
    await eventually(() => page.single('ends'), 'none');
    await page.type('peer', '*');
    await page.type('port', '*');
    await eventually(() => page.chart('ends_over_time'), { Outbound: 4 * shop });
    expect(await page.single('failed')).toBe('0');
  },

  'a click on the number of failures: these alone': async (page) => {
    await showDay(page);
    await page.type('process', 'shop');
    await eventually(() => page.single('failed'), `${11 * shop}`);
    await page.clickSingle('failed');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ process: 'shop', outcome: 'failed', ...lastDay })]);
    await eventually(() => page.single('ends'), `${11 * shop}`);
  },

  'a click narrows it down; another shows all events of a connection': async (page) => {
    await showDay(page);
    await page.type('process', 'upload');
    await eventually(() => page.table('peers'), [expect.objectContaining({ Process: 'upload', 'Bytes sent': (10 * 1024 * 1024).toLocaleString('en-US') })]);
    await page.clickCell('peers', { Process: 'upload' }, 'Peer');
    await eventually(async () => target(page)[1], expect.objectContaining({ process: 'upload', peer: '10.77.0.2', port: '5432', direction: 'outbound' }));
    await eventually(() => page.table('flows'), [expect.objectContaining({ Process: 'upload', Outcome: 'ended' })]);
    await page.clickCell('flows', { Process: 'upload' }, 'Outcome');
    await eventually(() => page.table('one'), [expect.objectContaining({ Event: 'connect' }), expect.objectContaining({ Event: 'close' })]);
  },

  'a click on a connect that failed shows its event': async (page) => {
    await showDay(page);
    await page.type('process', 'wget');
    await page.clickCell('flows', { Outcome: 'failed' }, 'Outcome');
    await eventually(() => page.table('one'), [expect.objectContaining({ Event: 'connect_failed', 'All fields': expect.stringContaining('"errno":"ECONNREFUSED"') as string })]);
  },

  'a click on a bar narrows the time, and nothing else': async (page) => {
    await showDay(page);
    await page.type('process', 'shop');
    await eventually(() => page.chart('ends_over_time'), { Outbound: 4 * shop, Failed: 11 * shop });
    await page.clickPoint('ends_over_time', 'Failed');
    await eventually(async () => target(page)[1]['global_time.earliest'], expect.stringMatching(/^\d/));
    expect(target(page)).toEqual(['connection_explorer', expect.objectContaining({ process: 'shop', peer: '*', port: '*', direction: '*', outcome: '*', host: '*' })]);
    await eventually(() => page.single('failed'), `${11 * shop}`);
    await eventually(() => page.table('flows'), expect.arrayContaining([expect.objectContaining({ 'Outcome': 'failed', 'Started': expect.stringMatching(/^2026-/) as string, 'In/out': 'out' })]));
  },

  'a name with everything that SPL minds is no more than a name': async (page) => {
    await showDay(page);
    await page.type('process', 'a"b\\c,d$e|f*');
    await eventually(() => page.single('ends'), 'none');
    await page.type('process', 'shop');
    await eventually(() => page.single('ends'), `${15 * shop}`);
  },
};

/** The server that takes ten connections each time. */
async function serverEnds(page: Parameters<Cases[string]>[0]): Promise<number> {
  const ends = taken * happened('server');
  await eventually(() => page.single('ends'), `${ends}`);
  return ends;
}
