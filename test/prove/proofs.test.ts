/** The list of proofs, and the page that is made of what they leave. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proofPage } from '../../steps/prove_page.mjs';
import { root } from '../../steps/paths.mjs';
import { type ProofName, proofs } from './proofs';
import { countOf } from './scale';

test('each has a test, and each test of one is of the list', () => {
  const folder = join(root, 'test');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const used = sources.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/^\s*proof\('(\w+)'/gm)].map(([, proof = '']) => proof));
  expect([...new Set(used)].sort()).toEqual(Object.keys(proofs).sort());
});

test('is done to a twentieth here, and never less than once', () => {
  for (const name of Object.keys(proofs) as ProofName[]) expect(countOf(name)).toBe(Math.max(1, proofs[name].whole / 20));
});

describe('the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  const leave = (title: string, figures: object): void => writeFileSync(join(folder, `${title}.json`), JSON.stringify(figures));
  const list = { good: { shows: 'it holds', unit: 'tries', whole: 2000 }, bad: { shows: 'it breaks', unit: 'tries', whole: 10 }, gone: { shows: 'nothing', unit: 'tries', whole: 5 } };
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has a row a test: what was done of what was to be, how long it took, and what came of it', () => {
    leave('good, one way', { count: 2000, seconds: 1.5, remark: '7 found' });
    leave('good, another', { count: 0, skipped: 'no root' });
    leave('bad', { count: 0, skipped: 'FAILED' });
    const page = proofPage(list, folder, '0123456789abcdef', false);
    expect(page.split('\n').filter((line) => line.startsWith('| ')).slice(1)).toEqual([
      '| good, another | it holds | 0 of 2,000 tries |  | **not done here**: no root |',
      '| good, one way | it holds | 2,000 of 2,000 tries | 1.5 | held; 7 found |',
      '| bad | it breaks | 0 of 10 tries |  | **failed** |',
      '| gone | nothing | 0 of 5 tries |  | **not done here**: not run |',
    ]);
    expect(page).toMatch(/^\d{4}-\d\d-\d\d, commit 0123456789ab, Linux \S+, \d+ processors\.$/m);
    expect(proofPage(list, folder, '0123456789abcdef', true)).toContain('commit 0123456789ab with changes');
  });
});
