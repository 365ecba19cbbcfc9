/** Rows from elsewhere than the events. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../run';
import { app } from '../../../../steps/paths.mjs';
import { event, lastHour, now, worldOf } from '../world';

const events = [
  event(10, { event: 'connect' }), event(20, { event: 'close' }, { host: 'web2' }), event(30, { event: 'connect' }), event(7200, { event: 'connect' }),
  event(5, {}, { index: 'main', host: 'db1' }), event(5, {}, { index: '_internal', sourcetype: 'splunkd', raw: 'x' }),
];
const rows = (spl: string, more = {}): unknown => run(worldOf(events, more), spl, lastHour).rows;

test('metadata lists hosts of one index within the range', () => {
  expect(rows('| metadata type=hosts index=ebpf')).toEqual([
    { host: 'web1', firstTime: now - 30, lastTime: now - 10, recentTime: now - 10, totalCount: 2, type: 'hosts' },
    { host: 'web2', firstTime: now - 20, lastTime: now - 20, recentTime: now - 20, totalCount: 1, type: 'hosts' },
  ]);
  expect(rows('| metadata type=sourcetypes | table sourcetype totalCount')).toEqual([{ sourcetype: 'ebpf:tcp', totalCount: 1 }]);
});

test('eventcount counts over all time', () => {
  expect(rows('| eventcount summarize=false index=*')).toEqual([{ index: 'ebpf', count: 4 }, { index: 'main', count: 1 }]);
  expect(rows('| eventcount index=_internal')).toEqual([{ count: 1 }]);
});

test('tstats keeps to the default index, to the range, and to what is indexed', () => {
  expect(rows('| tstats count')).toEqual([{ count: 1 }]);
  expect(rows('| tstats count AS n max(_time) AS last where index IN (ebpf, main) host=web* by host')).toEqual([{ host: 'web1', n: 2, last: now - 10 }, { host: 'web2', n: 1, last: now - 20 }]);
  expect(rows('| tstats count where index=ebpf earliest=-3h by _time span=1h | table count')).toEqual([{ count: 1 }, { count: 3 }]);
});

test('rest gives what the world says, and nothing else', () => {
  const rest = { '/services/server/info': [{ version: '9.1.0' }] };
  expect(rows('| rest splunk_server=local /services/server/info | table version', { rest })).toEqual([{ version: '9.1.0' }]);
  expect(() => rows('| rest /services/data/indexes', { rest })).toThrow('the answer to /services/data/indexes');
});

describe('savedsearch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ebpf-trace-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('runs the search of that name', () => {
    cpSync(app, folder, { recursive: true });
    mkdirSync(join(folder, 'local'));
    writeFileSync(join(folder, 'local/savedsearches.conf'), '[By host]\nsearch = `ebpf_trace_index` event=connect | stats count BY host\n');
    expect(rows('| savedsearch "By host"', { app: folder })).toEqual([{ host: 'web1', count: 2 }]);
    expect(() => rows('| savedsearch gone', { app: folder })).toThrow('the search gone');
  });
});
