/** Files of two hosts within an hour, and one before, written by hand: what the view of them must show can be counted here. */
import type { IndexedEvent } from '../../../preview/spl/world';
import { minute, now } from '../searches/case';

const editor = { process_id: 41, process_name: 'vi', process_guid: '00000000-0000-4000-8000-000000000041', user: 'root', process_path: '/usr/bin/vi', process: 'vi /etc/crontab' };
const shell = { process_id: 42, process_name: 'sh', process_guid: '00000000-0000-4000-8000-000000000042', user: 'www-data', process_path: '/usr/bin/dash', process: 'sh -c id' };
const cleaner = { process_id: 43, process_name: 'cleaner', process_guid: '00000000-0000-4000-8000-000000000043', user: 'root', process_path: '/usr/bin/cleaner', process: 'cleaner' };

function event(host: string, minutesAgo: number, kind: string, process: object, fields: object): IndexedEvent {
  const time = now - minutesAgo * minute;
  return { time, raw: JSON.stringify({ time, event: kind, ...fields, ...process }), host, source: 'ebpf_trace://main', sourcetype: 'ebpf:file', index: 'ebpf' };
}

const file = (path: string): object => ({ file_path: path, file_name: path.slice(path.lastIndexOf('/') + 1) });

export const filesOfADay: readonly IndexedEvent[] = [
  event('web1', 90, 'open', editor, { access: 'write', ...file('/etc/motd') }),
  event('web1', 30, 'open', editor, { access: 'write', created: true, ...file('/etc/.crontab.swp'), file_size: 0, file_mode: '0600' }),
  event('web1', 29, 'rename', editor, { ...file('/etc/crontab'), old_file_path: '/etc/.crontab.swp', file_size: 70, file_mode: '0600' }),
  event('web1', 28, 'open', editor, { access: 'both', truncated: true, ...file('/etc/crontab'), file_size: 0, file_mode: '0644' }),
  event('web1', 20, 'open', shell, { access: 'read', watched: true, ...file('/srv/key.pem'), file_size: 1700, file_mode: '0640' }),
  event('web1', 19, 'refused', shell, { access: 'read', error: 'EACCES', watched: true, ...file('/etc/shadow'), path_resolved: 'false' }),
  event('web1', 18, 'refused_rollup', shell, { count: 6, access: 'read', error: 'EACCES' }),
  event('db1', 10, 'delete', cleaner, file('/var/tmp/one')),
  event('db1', 9, 'delete_rollup', cleaner, { count: 400 }),
];
