/** The traffic that is recorded: cases of the truth test's workload, each in a network namespace of its own, and processes of any name. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../system/traffic/traffic';

/** Before the tracer begins. */
export const before = ['existing_connection', 'existing_connection6', 'existing_listener'];

export const during = [
  'connect_blocking', 'connect_ipv6', 'connect_mapped', 'connect_thread', 'connect_self', 'refused', 'refused_ipv6', 'timed_out_user_timeout',
  'unreachable_neighbour', 'no_route', 'prohibited', 'reset_while_connecting', 'aborted_by_close', 'no_route_bound', 'mptcp_two_subflows',
  'accept_dual_stack', 'accept_and_pass', 'never_accepted', 'half_close_by_client', 'reset_linger', 'killed', 'timed_out_established',
  'aborted_by_ss', 'retransmitted', 'exec_between', 'restored_client', 'restored_server', 'bytes_65537', 'listen_and_close', 'listen_ipv6',
  'owner_other_user', 'owner_effective_user', 'owner_pid_namespace', 'owner_deleted', 'owner_container_v1', 'owner_orphan', 'owner_long_command_line',
];

const containerId = '4c01db0b339c4c01db0b339c4c01db0b339c4c01db0b339c4c01db0b339c0000';
export const groups = [`docker-${containerId}.scope`, 'web<&>.service', `kubepods-pod01234567-89ab-cdef-0123-456789abcdef.slice/${containerId}`];

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
/** Name, path below a folder, arguments. */
export const hostile: readonly (readonly [Buffer, Buffer, readonly Buffer[]])[] = [
  [Buffer.from(']]></data>'), Buffer.from('a/]]>&amp;/x'), [Buffer.from('<a b="&amp;\'">'), Buffer.from('","x":"\\')]],
  [Buffer.from('a\nb\r\x1b[31m\x7f'), Buffer.from('tab\there/new\nline'), [Buffer.from('\u0080\u2028\ufffe'), Buffer.from('')]],
  [latin1('a\xff\xfeb'), latin1('\xed\xa0\x80/\xc0\xaf'), [latin1('\xff'.repeat(300)), Buffer.from('😀'.repeat(200))]],
  [Buffer.from('😀🚀x'), Buffer.from('wörld/漢字'), [Buffer.from('\u202e'), Buffer.from('x'.repeat(2000))]],
];

/** A case to its end. It may be one that this machine cannot do: then it says so itself. */
export async function runScene(program: string, name: string, onStarted: () => Promise<void> = async () => undefined): Promise<void> {
  const child = spawn('unshare', ['--net', 'sh', '-c', `ip link set lo up; exec ${program} ${name}`], { timeout: 20_000, killSignal: 'SIGKILL' });
  const closed = once(child, 'close');
  await onStarted();
  child.stdin.on('error', () => undefined).end('\n'); // a case that needs no word may have ended
  await closed;
}

/** It takes one connection, to which it says hello. */
const server = 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True); c, _ = s.accept(); c.send(b"hello"); c.close()';

/** A connection of a process that is called so, within a control group of that path where one is given. */
export async function runHostile(program: string, folder: string, [name, path, args]: (typeof hostile)[number], group?: string): Promise<void> {
  const joined = group === undefined ? '' : `echo $$ > '${group}/cgroup.procs'; `;
  const script = `ip link set lo up; /usr/bin/python3 -c '${server}' > ${folder}/port & until [ -s ${folder}/port ]; do sleep 0.1; done; ` +
    `${joined}${program} hostile $(cat ${folder}/port); rm ${folder}/port; wait`;
  const child = spawn('unshare', ['--net', 'sh', '-c', script], { timeout: 20_000, killSignal: 'SIGKILL' });
  const closed = once(child, 'close');
  const file = Buffer.concat([Buffer.from(`${folder}/`), path]);
  child.stdin.end([name, file, ...args].map((bytes) => `${bytes.toString('hex')}\n`).join(''));
  await closed;
}

/** Below a mount of control groups of its own, with a folder for each path; the second removes them. */
export function makeGroups(folder: string): readonly [paths: readonly string[], remove: () => void] {
  const mount = join(folder, 'cgroup');
  mkdirSync(mount, { recursive: true });
  spawnSync('mount', ['-t', 'cgroup2', 'none', mount]);
  const made = groups.map((path) => join(mount, path));
  for (const path of made) mkdirSync(path, { recursive: true });
  return [made, () => {
    for (const path of made) rmdirSync(path);
    rmdirSync(join(mount, groups.at(-1)?.split('/')[0] ?? ''));
    spawnSync('umount', [mount]);
  }];
}

export const settle = (): Promise<void> => pause(1500);
