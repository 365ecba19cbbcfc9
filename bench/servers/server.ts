/** A server that is measured while its clients ask it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { Bench } from '../group';
import { cpuOf } from '../proc';
import { pause } from '../running';
import type { Bystander } from './index';

const patienceMs = 10_000;
const clientLimitMs = 60_000;
/** One of the host's own that nobody else listens on. */
export const address = '127.0.0.81';

interface Client {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  /** How many requests it says to have made. */
  readonly requestsOf: (output: string) => number;
}

interface Server {
  readonly command: readonly [string, ...string[]];
  readonly argv0?: string;
  readonly port: number;
  readonly clients: readonly Client[];
}

/** Its CPU microseconds a request, for each client; none where it or a client is not installed, which is said. */
export async function serverOf({ say }: Bench, { command: [file, ...args], argv0, port, clients }: Server): Promise<readonly Bystander[]> {
  const missing = [file, ...clients.map(({ command }) => command[0])].find((path) => !existsSync(path));
  if (missing !== undefined) {
    say(`SKIPPED: ${clients.map(({ title }) => title).join(', ')}: ${missing} is not installed`);
    return [];
  }
  const server = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'], ...(argv0 === undefined ? {} : { argv0 }) });
  process.once('exit', () => server.kill('SIGKILL'));
  await listens(server, port);
  return clients.map(({ title, command: [program, ...options], requestsOf }) => ({
    title,
    round: async () => {
      const before = cpuOf(server.pid ?? 0);
      const { stdout } = await promisify(execFile)(program, options, { timeout: clientLimitMs });
      return (cpuOf(server.pid ?? 0) - before) * 1e6 / requestsOf(stdout);
    },
    end: () => server.kill(),
  }));
}

async function listens(server: ChildProcess, port: number): Promise<void> {
  for (const limit = performance.now() + patienceMs; performance.now() < limit && server.exitCode === null; await pause(50)) {
    if (await answers(port)) return;
  }
  throw new Error(`${server.spawnfile} does not listen on ${address}:${port}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address, () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}
