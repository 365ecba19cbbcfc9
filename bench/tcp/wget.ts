/** What one plain wget costs in volume: it runs as nobody in a service's cgroup. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender } from './contenders';
import { Running } from '../running';

const limitMs = 20_000;
/** One of the host's own that nobody else listens on. */
const address = '127.0.0.80';
const port = 8088;
/** $1 is the cgroup or empty, $2 the URL. */
const script = 'test -z "$1" || echo $$ > "$1/cgroup.procs"; exec setpriv --reuid nobody --regid nogroup --clear-groups wget "$2"';

/** Some numbers in an event have a digit more now and then. */
const repeats = 5;

/** Bytes of <data> of the outbound connection's events; of each kind of event the most of several. */
export async function wgetBytes(contender: Contender): Promise<number> {
  const server = createServer((_, response) => response.end('hello\n')).listen(port, address);
  await once(server, 'listening');
  const running = await Running.start(contender);
  for (let count = 0; count < repeats; count += 1) await wget(`http://${address}:${port}/`);
  await running.drained();
  await running.stop();
  await end(server);
  const own = [...running.lines()].filter(({ text }) => contender.isOf(text, port) && text.includes('"outbound"'));
  const bytes = new Map<string, number>();
  for (const { text } of own) bytes.set(eventOf(text), Math.max(bytes.get(eventOf(text)) ?? 0, dataBytes(text)));
  return [...bytes.values()].reduce((sum, one) => sum + one, 0);
}

async function wget(url: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  chmodSync(folder, 0o777);
  const cgroup = makeCgroup();
  const child = spawn('/bin/sh', ['-c', script, 'sh', cgroup, url], { cwd: folder, stdio: 'ignore', timeout: limitMs });
  await once(child, 'close');
  rmSync(folder, { recursive: true });
  if (cgroup !== '') rmdirSync(cgroup);
  if (child.exitCode !== 0) throw new Error(`wget ended with ${child.exitCode ?? child.signalCode}`);
}

/** As systemd has it for a service; empty where there is no cgroup2. */
function makeCgroup(): string {
  const top = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((path) => existsSync(join(path, 'cgroup.controllers')));
  if (top === undefined) return '';
  const cgroup = join(top, 'system.slice', 'bench.service');
  mkdirSync(cgroup, { recursive: true });
  return cgroup;
}

function eventOf(line: string): string {
  return /"event":"(\w+)"/.exec(line)?.[1] ?? '';
}

/** The licence counts what Splunk stores: the text without XML's escapes. Lines are read as one byte a character. */
function dataBytes(line: string): number {
  const data = /<data>(.*)<\/data>/.exec(line)?.[1] ?? '';
  return data.replaceAll(/&(amp|lt|gt);/g, '&').length;
}

function end(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
