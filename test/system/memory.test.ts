/** What the program reserves in the kernel, as the description of max_connections says it, and what it gives back of its own memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { allocatesRecords } from '../../src/kernel/room';
import { argumentList } from '../../src/settings';
import { until } from './traffic/traffic';
import { program, whyNotTraceable } from './truth/tracer';

const reason = whyNotTraceable();
if (reason !== undefined) process.stderr.write(`SKIPPED: memory.test.ts: ${reason}\n`);

const connections = 123_456; // no other map has as many
const hashMap = 1; // BPF_MAP_TYPE_HASH

/** Bytes that the kernel counts for the map of so many entries; undefined while it is not there. */
function reserved(pid: number, entries: number): number | undefined {
  const infos = readdirSync(`/proc/${pid}/fdinfo`).map((fd) => new Map([...read(`/proc/${pid}/fdinfo/${fd}`).matchAll(/^(\w+):\t(\d+)$/gm)].map(([, name, value]) => [name, Number(value)])));
  return infos.find((info) => info.get('max_entries') === entries && info.get('map_type') === hashMap)?.get('memlock');
}

/** A descriptor may be gone by now. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

(reason === undefined ? test : test.skip)('a connection takes as much kernel memory as is said, before there is any', async () => {
  const said = Number(/each takes ([\d.]+) KB from the start on/.exec(argumentList.find(({ name }) => name === 'max_connections')?.description ?? '')?.[1]);
  const child = spawn(program, ['run', `--max-connections=${connections}`], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    const bytes = (): number => reserved(child.pid ?? 0, connections) ?? 0;
    await until(() => bytes() > 0, () => 'the map of connections is not there', 20_000);
    const kilobytes = bytes() / connections / 1000;
    if (allocatesRecords()) { // only buckets before there is any
      expect(kilobytes).toBeLessThan(0.05);
      return;
    }
    expect(kilobytes).toBeGreaterThan(said - 0.06); // kernels before 6.4 count no more than key and value
    expect(kilobytes).toBeLessThan(said + 0.05);
  } finally {
    child.kill();
    await ended;
  }
});

(reason === undefined ? test : test.skip)('text that only the start needs is given back, and the program goes on', async () => {
  const child = spawn(program, ['run', '--format=json', '--include-ports=1', '--existing-connections=false'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    const kilobytes = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(read(`/proc/${child.pid}/status`))?.[1]);
    await until(() => said.includes('"start"'), () => 'it has not started', 60_000);
    await until(() => kilobytes('VmRSS') < kilobytes('VmHWM') - 15_000, () => `${kilobytes('VmRSS')} KB, as many as ${kilobytes('VmHWM')} before`, 60_000);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said).toContain('"stop"');
  } finally {
    child.kill();
    await ended;
  }
}, 130_000);
