/** Ctrl-C at the worst moment, while the package is unpacked: nothing stays behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, addonPackage, root } from '../../steps/paths.mjs';
import { output } from '../build/run';
import { until } from '../system/traffic/traffic';

const folder = mkdtempSync(join(tmpdir(), 'interrupted-'));
const program = join(folder, 'demo.cjs');
const temporary = join(folder, 'tmp');

beforeAll(() => {
  const bundle = `import { transpile } from './steps/bundle.mjs';
    await transpile({ entryPoints: ['demo/main.ts'], outfile: ${JSON.stringify(program)} });`;
  output(node, ['--input-type=module', '-e', bundle]);
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', async (signal) => {
  output('mkdir', ['-p', temporary]);
  const env = { ...process.env, TMPDIR: temporary };
  const demo = spawn(node, [program, addonPackage, join(root, 'demo/recorded.xml')], { env, stdio: 'ignore' });
  const ended = once(demo, 'exit');
  await until(() => readdirSync(temporary).length > 0, () => 'the demo unpacks nothing');
  demo.kill(signal);
  expect(await ended).toEqual([1, null]);
  expect(readdirSync(temporary)).toEqual([]);
});
