/** Sessions of two hosts within a day, and one before, written by hand: what the view of them must show can be counted here. */
import type { IndexedEvent } from '../../../preview/spl/world';
import { hour, minute, now } from '../searches/case';

const guid = (pid: number): string => `00000000-0000-4000-8000-${String(pid).padStart(12, '0')}`;

function event(sourcetype: string, host: string, time: number, fields: object): IndexedEvent {
  return { time, raw: JSON.stringify({ time, ...fields }), host, source: 'ebpf_trace://main', sourcetype, index: 'ebpf' };
}

interface Shell {
  readonly host: string;
  readonly pid: number;
  readonly session: number;
  readonly user: readonly [name: string, id: number];
  readonly folder: string;
  readonly more: Readonly<Record<string, unknown>>;
}

function line({ host, pid, session, user: [user, user_id], folder, more: { tty, ...more } }: Shell, time: number, text: string): IndexedEvent {
  return event('ebpf:shell', host, time, {
    event: 'line', shell: 'bash', line: text, tty, session_id: session, process_current_directory: folder, process_id: pid, process_name: 'bash', process_guid: guid(pid), user, user_id, process_path: '/usr/bin/bash', ...more,
  });
}

function started({ host, pid }: Shell, time: number, command: string, child: number): IndexedEvent {
  const name = command.split(' ')[0] ?? '';
  return event('ebpf:process', host, time, {
    event: 'exec', process_id: child, process_name: name, process_guid: guid(child), user: 'root', user_id: 0, parent_process_id: pid, parent_process_name: 'bash', parent_process_guid: guid(pid), process_path: `/usr/bin/${name}`, process: command,
  });
}

const ofAnn = { tty: 'pts/3', login_user: 'ann', login_user_id: 1000, systemd_unit: 'ssh.service' };
const ann: Shell = { host: 'web1', pid: 70, session: 70, user: ['ann', 1000], folder: '/home/ann', more: ofAnn };
const inSrv: Shell = { ...ann, folder: '/srv' };
const root: Shell = { host: 'web1', pid: 71, session: 70, user: ['root', 0], folder: '/root', more: ofAnn };
const bob: Shell = { host: 'db1', pid: 80, session: 80, user: ['bob', 1001], folder: '/', more: { tty: 'pts/0', login_user: 'bob', login_user_id: 1001, systemd_unit: 'ssh.service' } };
const reverse: Shell = { host: 'db1', pid: 90, session: 90, user: ['root', 0], folder: '/tmp', more: { container_id: 'c0ffee'.repeat(10) + 'cafe' } };
const began = now - 20 * minute;

/** As an index would hold it. */
export const shellsOfADay: readonly IndexedEvent[] = [
  line(ann, began, 'cd /srv'), line(inSrv, began + 1, 'su -'), started(inSrv, began + 1.1, 'su -', 701),
  line(root, began + 9, 'unset HISTFILE'), line(root, began + 10, 'curl -u me:*** http://db1/'), started(root, began + 10.1, 'curl -u me:*** http://db1/', 702), line(inSrv, began + 60, 'exit'),
  line(bob, now - 2 * hour, 'top'), line(reverse, now - 3 * hour, 'id'), line(bob, now - 30 * hour, 'w'),
];
