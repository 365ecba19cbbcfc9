/**
 * A process whose name is splunkd between us and the input, as on a host with Splunk: what the input does for its
 * ancestor splunkd (leaving out its connections) is seen only then.
 */
import { spawn, type ChildProcess, type SpawnOptions, type StdioOptions } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Runs in that process: starts the input with our descriptors, reports its pid and its end, and connects on request. */
const program = `
process.title = 'splunkd';
const { spawn } = require('node:child_process');
const { connect } = require('node:net');
const { file, cwd, ids } = JSON.parse(process.argv[1]);
const child = spawn(file, [], { stdio: 'inherit', cwd, ...ids });
const leave = (message) => process.send(message, () => process.exit(0));
child.on('spawn', () => process.send({ pid: child.pid }));
child.on('error', (error) => leave({ error: error.message }));
child.on('exit', (code, signal) => leave({ code, signal }));
process.on('disconnect', () => { child.kill('SIGKILL'); process.exit(1); });
process.on('message', ({ host, port }) => {
  const socket = connect(port, host, () => socket.end());
  socket.on('error', () => undefined);
  socket.on('close', (failed) => process.send({ connected: !failed }));
  socket.resume();
});
`;

export interface Launch {
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Default: our own. */
  readonly userId?: number | undefined;
  /** The child's descriptors 0, 1, 2. */
  readonly descriptors: readonly [number, number, number];
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Launched {
  /** The input's own pid. */
  readonly pid: Promise<number>;
  /** Rejects if it could not be started. */
  readonly ended: Promise<Ended>;
  /** Makes the process named splunkd connect; undefined where there is none. */
  readonly connect?: (port: number, host: string) => Promise<boolean>;
}

/** The input as our own child. */
export function launchDirectly(launch: Launch): Launched {
  const child = spawn(launch.file, [], options(launch, [...launch.descriptors], launch.userId));
  return {
    pid: quiet((resolve, reject) => child.on('spawn', () => resolve(child.pid ?? 0)).on('error', reject)),
    ended: quiet((resolve, reject) => child.on('exit', (code, signal) => resolve({ code, signal })).on('error', reject)),
  };
}

/** The input as the child of a process named splunkd. @param home where its executable is made */
export function launchBelowSplunkd(launch: Launch, home: string): Launched {
  const splunkd = join(home, 'splunkd');
  // A process is named after the file it was started as, even before it names itself.
  if (!existsSync(splunkd)) symlinkSync(process.execPath, splunkd);
  const parameters = JSON.stringify({ file: launch.file, cwd: launch.cwd, ids: ids(launch.userId) });
  const parent = spawn(splunkd, ['-e', program, parameters], options(launch, [...launch.descriptors, 'ipc']));
  return {
    pid: message(parent, (value) => (typeof value['pid'] === 'number' ? value['pid'] : undefined)),
    ended: message(parent, endOf),
    connect: (port, host) => {
      parent.send({ port, host });
      return message(parent, (value) => (typeof value['connected'] === 'boolean' ? value['connected'] : undefined));
    },
  };
}

function endOf(value: Readonly<Record<string, unknown>>): Ended | Error | undefined {
  if (typeof value['error'] === 'string') return new Error(value['error']);
  return 'code' in value ? { code: value['code'] as number | null, signal: value['signal'] as string | null } : undefined;
}

function options(launch: Launch, stdio: StdioOptions, userId?: number): SpawnOptions {
  return { stdio, cwd: launch.cwd, env: { ...launch.env }, ...ids(userId) };
}

function ids(userId: number | undefined): { uid?: number; gid?: number } {
  return userId === undefined ? {} : { uid: userId, gid: userId };
}

/** The first message that `pick` takes; rejects with an Error that it gives, or when the process ends before. */
function message<T>(parent: ChildProcess, pick: (value: Readonly<Record<string, unknown>>) => T | Error | undefined): Promise<T> {
  return quiet((resolve, reject) => {
    parent.on('message', (value) => {
      const picked = pick(value as Record<string, unknown>);
      if (picked instanceof Error) reject(picked);
      else if (picked !== undefined) resolve(picked);
    });
    // Disconnected, not exited: that comes when all messages are here.
    parent.on('error', reject).on('disconnect', () => reject(new Error('the process named splunkd ended')));
  });
}

/** Whoever awaits it sees the failure; whoever does not is not to be killed by it. */
function quiet<T>(work: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
  const promise = new Promise<T>(work);
  promise.catch(() => undefined);
  return promise;
}
