/** Garbage is what events cost beside their bytes: counted, so that it does not hang on the machine's speed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type Mode, modes } from './replay';

/**
 * Bytes of V8's heap an event, on Node.js 24: numbers of 64 bits that stand outside of a register. The same in every run. Whoever makes
 * it less writes it here.
 */
const known: Readonly<Record<Mode, number>> = { lifecycle: 65.8, summary: 71.6 };
const most = 1.1;

/** The young generation holds more than a round: nothing is collected, so that nothing is missed. All on one thread: what is compiled when does not hang on time. */
const flags = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64', '--single-threaded'];

const folder = mkdtempSync(join(tmpdir(), 'allocation-'));
let costs: Readonly<Record<Mode, number>>;

beforeAll(() => {
  const program = join(folder, 'allocation.cjs');
  buildSync({ entryPoints: [join(__dirname, 'allocation.ts')], outfile: program, bundle: true, platform: 'node', format: 'cjs', target: 'node24', external: ['koffi'] });
  for (const mode of modes) cpSync(join(__dirname, `${mode}.samples.jsonl`), join(folder, `${mode}.samples.jsonl`));
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, program], { encoding: 'utf8', env: { ...process.env, NODE_PATH: join(__dirname, '../../node_modules') } });
  expect(stderr).toBe('');
  costs = JSON.parse(stdout) as typeof costs;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(modes)('%s: events make no more garbage than they did', (mode) => {
  expect(costs[mode]).toBeLessThan(known[mode] * most);
  // Less than that would be a measurement of nothing.
  expect(costs[mode]).toBeGreaterThan(known[mode] / 2);
});
