/** A server and clients of the kind that every machine has, on loopback: a known number of connections. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

const python = '/usr/bin/python3';
const wget = '/usr/bin/wget';
const limitMs = 20_000;
const nobody = 65534;

export interface Traffic {
  /** The destination ports, by which it is known among all else on this host. */
  readonly ports: readonly number[];
  /** What was run, for people. */
  readonly commands: readonly { readonly purpose: string; readonly line: string }[];
}

/** The begin and end of a listener, two connections of two ends with a begin and a close each, one that is refused. */
export const trafficEvents = 2 + 2 * 2 * 2 + 1;

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** Two free ports: the web server's, and one at which nobody listens. */
export interface Ports {
  readonly open: number;
  readonly closed: number;
}

/** @param folder an empty one, which everybody may read */
export async function makeTraffic(folder: string, { open, closed }: Ports): Promise<Traffic> {
  writeFileSync(join(folder, 'report.csv'), 'host,port\n'.repeat(20_000));
  const server = start([python, '-u', '-m', 'http.server', String(open), '--bind', '127.0.0.1'], folder, {});
  const ended = once(server, 'close');
  try {
    await listening(server);
    const user = otherUser();
    const download = await run([wget, '-q', '-O', '/dev/null', `http://127.0.0.1:${open}/report.csv`], folder, user);
    const listing = await run([python, '-c', readingOf(`http://127.0.0.1:${open}/`)], folder, {});
    const refused = await run([wget, '-q', '-O', '/dev/null', '-t', '1', `http://127.0.0.1:${closed}/`], folder, user);
    return {
      ports: [open, closed],
      commands: [
        { purpose: 'a web server, which only this machine can reach', line: `${server.spawnargs.join(' ')} &` },
        { purpose: 'wget downloads a file from it', line: download },
        { purpose: 'a Python program reads a page from it', line: listing },
        { purpose: 'wget asks a port at which nobody listens: this one fails on purpose', line: refused },
      ],
    };
  } finally {
    server.kill();
    await ended;
  }
}

function readingOf(url: string): string {
  return `from urllib.request import urlopen; urlopen("${url}").read()`;
}

/** As root, who called sudo, or else nobody: so that not everything is root's. */
export function otherUser(): User {
  if (process.getuid?.() !== 0) return {};
  const { SUDO_UID: uid, SUDO_GID: gid } = process.env;
  return { uid: Number(uid ?? nobody), gid: Number(gid ?? nobody) };
}

/** Whatever its exit code: a refused connection is one of the things to show. */
async function run(command: readonly string[], folder: string, user: User): Promise<string> {
  const child = start(command, folder, user);
  child.stdout?.resume();
  await once(child, 'close');
  return command.map((word) => (/[ "]/.test(word) ? `'${word}'` : word)).join(' ');
}

function start([file = '', ...args]: readonly string[], cwd: string, user: User): ChildProcess {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'], timeout: limitMs, ...user });
  // A program that is not there ends without having begun: 'close' comes all the same.
  child.on('error', () => undefined);
  return child;
}

/** It says "Serving HTTP on 127.0.0.1 port 43211 (http://127.0.0.1:43211/) ...". */
function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout?.on('data', (bytes) => {
      said += String(bytes);
      if (/port \d+/.test(said)) resolve();
    });
    server.on('close', () => reject(new Error(`${server.spawnargs.join(' ')} ended: ${said}`)));
  });
}

export async function freePorts(): Promise<Ports> {
  const listeners = [createServer(), createServer()].map((server) => server.listen(0, '127.0.0.1'));
  const [open = 0, closed = 0] = await Promise.all(listeners.map(portOf));
  return { open, closed };
}

/** Both are open until both are known, so that they differ. */
async function portOf(listener: Server): Promise<number> {
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
