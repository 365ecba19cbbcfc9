/** crawler's first SYN is lost, sender's bytes are, shop's and scanner's connects fail. */
import { eventually } from '../eventually';
import { at, type Cases, happened, lastDay, numbersLead, oneHourAgo, pointsLead, showDay, target } from './case';

const crawler = 5 * happened('crawler');

export const networkQuality: Cases = {
  'the worst comes first': async (page) => {
    await showDay(page);
    const first = async (): Promise<unknown> => (await page.table('by_process')).slice(0, 2).map(({ Process }) => Process);
    await eventually(first, ['scanner', 'crawler']); // all fail, all are slow; shop has more failures, but not of all
    await eventually(() => page.table('by_process'), expect.arrayContaining([
      expect.objectContaining({ Process: 'crawler', Host: 'web1', Sides: `${crawler}`, 'Handshake ms, median': expect.stringMatching(/^\d,?\d{3}/) as string }),
      expect.objectContaining({ Process: 'scanner', Failed: `${20 * happened('scanner')}`, 'Failed %': '100' }),
    ]));
    await pointsLead(page, [['failed_over_time'], ['resent_over_time']], 'connection_explorer', { 'host': '*', 'process': '*', 'direction': 'outbound', 'global_time.earliest': expect.stringMatching(/^\d{10}\.000$/) as string });
    await pointsLead(page, [['failed_over_time']], 'connection_explorer', { outcome: 'failed' });
    await eventually(() => page.table('by_peer'), expect.arrayContaining([
      expect.objectContaining({ Peer: '10.77.0.9', Port: '7007', 'Failed': `${5 * happened('shop')}`, 'Failed %': '100', 'Retransmits': '0', 'Retransmitted %': '0' }),
    ]));
  },

  'one process, one address, one direction': async (page) => {
    await showDay(page);
    await page.type('process', 'crawler');
    await eventually(() => page.single('ends'), `${crawler}`);
    await page.type('peer', '10.77.0.4');
    await eventually(() => page.single('failed_percent'), expect.stringMatching(/^0(\.0)?$/));
    await page.choose('direction', 'Inbound');
    await eventually(() => page.single('ends'), 'none');
  },

  'one host, one hour': async (page) => {
    await showDay(page);
    await page.choose('host', 'web1');
    await page.type('process', 'agent');
    await eventually(() => page.single('ends'), `${2 * happened('agent')}`);
    await page.range('Last 60 minutes');
    await eventually(() => page.single('ends'), `${2 * happened('agent', oneHourAgo)}`);
    await eventually(() => page.trend('ends'), '0%');
    await eventually(async () => (await page.course('ends')).reduce((sum, count) => sum + count, 0), 2 * happened('agent', oneHourAgo));
    await eventually(() => page.legend('failed_over_time'), ['None failed']);
    const choices = { 'host': 'web1', 'process': 'agent', 'peer': '*', 'port': '*', 'direction': 'outbound', 'global_time.earliest': '-60m@m', 'global_time.latest': 'now' };
    await numbersLead(page, 'connection_explorer', choices, { failed_percent: ['connection_explorer', { ...choices, outcome: 'failed' }] });
    await pointsLead(page, [['handshake_over_time', 'p95'], ['rtt_over_time', 'p95']], 'connection_explorer', { ...choices, 'global_time.earliest': at(oneHourAgo) });
  },

  'clicks: the single connections': async (page) => {
    await showDay(page);
    await page.type('process', 'crawler');
    await eventually(() => page.table('by_peer'), [expect.objectContaining({ Peer: '10.77.0.4' })]);
    await page.clickCell('by_peer', { Peer: '10.77.0.4' }, 'Port');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: '*', process: 'crawler', peer: '10.77.0.4', port: '5432', direction: 'outbound', ...lastDay })]);
    await eventually(() => page.single('ends'), `${crawler}`);
    await page.reopen();
    await showDay(page);
    await eventually(() => page.table('by_process'), expect.arrayContaining([expect.objectContaining({ Process: 'crawler' })]));
    await page.clickCell('by_process', { Process: 'crawler' }, 'Process');
    await eventually(async () => target(page), ['connection_explorer', expect.objectContaining({ host: 'web1', process: 'crawler', peer: '*', direction: 'outbound', ...lastDay })]);
  },
};
