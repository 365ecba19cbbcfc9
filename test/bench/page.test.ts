/** docs/performance.md keeps what a run of one group has not measured, and shows no more digits than were measured. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groups } from '../../bench/groups';
import { section, withSections } from '../../bench/page';
import { root } from '../../steps/paths.mjs';

const order = [{ title: 'Connections' }, { title: 'Start' }, { title: 'Others' }];
const page = '# Performance\n\nWhat it is.\n\n## Connections\n\nold\n\n## Gone\n\nold\n\n## Others\n\nold\n';

test('a section takes the place of its own from before', () => {
  expect(withSections(page, ['## Connections\n\nnew'], order)).toBe('# Performance\n\nWhat it is.\n\n## Connections\n\nnew\n\n## Others\n\nold\n');
});

test('a new one stands where its group stands', () => {
  expect(withSections(page, ['## Start\n\nnew'], order)).toBe('# Performance\n\nWhat it is.\n\n## Connections\n\nold\n\n## Start\n\nnew\n\n## Others\n\nold\n');
});

test('writing what is there changes nothing', () => {
  const written = readFileSync(join(root, 'docs', 'performance.md'), 'utf8');
  expect(withSections(written, [], groups)).toBe(written);
});

test('a table has a column for goals where there are some, and nothing where nothing was measured', () => {
  const rows = [{ title: 'CPU, s', values: [0.123456, undefined], goal: '0.1' }, { title: 'rate', values: [Number.NaN, 38_397.6] }, { title: 'MB', values: [12.345, 123.4] }];
  expect(section('Start', 'made so', [{ about: 'Each:', columns: ['one', 'two'], rows }])).toBe(`## Start

made so

Each:

|  | one | two | to reach |
|---|---|---|---|
| CPU, s | 0.12 |  | 0.1 |
| rate |  | 38,398 |  |
| MB | 12.3 | 123 |  |`);
  expect(section('Start', 'made so', [{ about: '', columns: ['one'], rows: [{ title: 'MB', values: [0] }] }])).toContain('| MB | 0 |');
});
