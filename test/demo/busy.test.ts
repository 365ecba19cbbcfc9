/** The demo on a host that does much else: it shows what it made itself, and nothing else can make it fail. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trafficEvents } from '../../demo/traffic';
import { node, addonPackage, root } from '../../steps/paths.mjs';
import { output } from '../build/run';
import { whyNotTraceable } from '../system/truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: all of busy.test.ts: ${reason}\n`);

const folder = mkdtempSync(join(tmpdir(), 'busy-'));
const program = join(folder, 'demo.cjs');
const others = 500;
const server = createServer((socket) => socket.end());

beforeAll(async () => {
  output(node, ['--input-type=module', '-e', `import { transpile } from './steps/bundle.mjs';
    await transpile({ entryPoints: ['demo/main.ts'], outfile: ${JSON.stringify(program)} });`]);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

(reason === undefined ? test : test.skip)('connections of others are neither shown nor counted', async () => {
  const demo = spawn(node, [program, addonPackage, join(root, 'demo/recorded.xml')], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  demo.stdout.on('data', (bytes) => (said += String(bytes)));
  const ended = once(demo, 'close');
  for (let made = 0; demo.exitCode === null && made < others; made += 1) await connectionOfOthers();
  expect(await ended).toEqual([0, null]);
  expect(said).toContain(`: ${trafficEvents} events of `);
  expect(said).toContain('nothing was lost');
  expect(said).not.toContain('REPLAYED');
  expect(sessionOf(said)).toEqual([
    'shell line bash', 'process exec dd', 'file open dd', 'process exit dd',
    'shell line bash', 'process exec mv', 'file rename mv', 'process exit mv',
    'shell line bash', 'process exec cat', 'file refused cat', 'process exit cat',
    'shell line bash', 'process exec rm', 'file delete rm', 'process exit rm',
    'shell line bash', 'process exit bash',
  ]);
}, 180_000);

/** Sourcetype, event and process of each row that is not of a disk, in the order of their times. */
function sessionOf(said: string): readonly string[] {
  return [...said.matchAll(/^ {2}ebpf:(\w+) +(\w+) +(\w+) /gm)].map((row) => row.slice(1).join(' ')).filter((row) => !row.startsWith('block_io'));
}

async function connectionOfOthers(): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').resume();
  await once(socket, 'close');
}
