/** Real programs against the workload's server: their truth is the server's, mirrored, and what spawning them gives. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { type CaseTruth, type ConnectionTruth, connectionsOf, type Owner, parseTruth, type TruthLine } from './truth_lines';
import { RunningCase } from './workload';

const python = (url: string): string => `import urllib.request; print(len(urllib.request.urlopen('${url}').read()))`;

export const realPrograms: Readonly<Record<string, (url: string) => readonly [string, ...string[]]>> = {
  wget: (url) => ['/usr/bin/wget', '--no-proxy', '--quiet', '--output-document=/dev/null', url],
  curl: (url) => ['/usr/bin/curl', '--noproxy', '*', '--silent', '--output', '/dev/null', url],
  python3: (url) => ['/usr/bin/python3', '-c', python(url)],
};

/** One request to a server of ours. */
export async function runRealProgram(workload: string, name: string): Promise<CaseTruth> {
  const server = new RunningCase(workload, 'serve', '1');
  await server.printed('"endpoint"');
  const port = parseTruth(server.text).flatMap((line) => (line.kind === 'endpoint' ? [line.dest_port] : []))[0];
  const [path, ...rest] = realPrograms[name]?.(`http://127.0.0.1:${port}/`) ?? ['/bin/false'];
  const began = Date.now() / 1000;
  const child = spawn(path, rest, { stdio: 'ignore', env: { PATH: process.env.PATH } });
  await once(child, 'close');
  if (child.exitCode !== 0 || child.pid === undefined) throw new Error(`${name} failed: ${child.exitCode}`);
  const truth = await server.end();
  const ended = Date.now() / 1000;
  const owner = ownerOf(child.pid, path, rest);
  const own = connectionsOf(truth).map((connection) => mirrored(connection, owner, [began, ended]));
  const scope: TruthLine = { kind: 'process', case: name, process_id: child.pid };
  return { name, began: truth.began, ended, lines: [...truth.lines, scope, ...own] };
}

function mirrored(connection: ConnectionTruth, owner: Owner, time: readonly [number, number]): ConnectionTruth {
  return {
    ...connection,
    direction: 'outbound',
    bytes_in: connection.bytes_out,
    bytes_out: connection.bytes_in,
    close_reason: 'fin_local',
    open_time: time,
    close_time: time,
    owner,
  };
}

function ownerOf(process_id: number, path: string, rest: readonly string[]): Owner {
  return {
    process_id,
    process_name: path.replace(/.*\//, ''),
    process_path: realpathSync(path),
    process: [path, ...rest].join(' '),
    parent_process_id: process.pid,
    parent_process_name: readFileSync('/proc/self/comm', 'utf8').trimEnd(),
    user_id: process.getuid?.() ?? 0,
    netns: networkNamespace(),
    cgroups: readFileSync('/proc/self/cgroup', 'utf8'),
  };
}

export function networkNamespace(): number {
  return statSync('/proc/self/ns/net').ino;
}
