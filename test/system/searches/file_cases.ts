/** Opens of files, written by hand as the tracer reports them (files.test.ts holds it to that). */
import { type Case, day, hour, minute, now } from './case';
import { Recorded } from './recorded';

const recently = now - 30 * minute;

const fileOf = (path: string, more: object = {}, time = recently): Recorded => {
  const file = { event: 'open', access: 'write', file_path: path, file_name: path.split('/').at(-1), file_size: 0, file_mode: '0644' };
  const owner = { process_id: 9, process_name: 'cp', process_guid: 'nine', user: 'ann', user_id: 1000, process_path: '/usr/bin/cp', process: 'cp a b' };
  return new Recorded([{ time, raw: JSON.stringify({ time, ...file, ...owner, ...more }), host: 'web1', source: 'ebpf_trace://main', sourcetype: 'ebpf:file', index: 'ebpf' }]);
};
const together = (...all: readonly Recorded[]): Recorded => new Recorded(all.flatMap(({ events }) => events).toSorted((a, b) => a.time - b.time));
const read = { access: 'read' } as const;
const refusal = { event: 'refused', access: 'read', error: 'EACCES', path_resolved: 'false', file_size: undefined, file_mode: undefined } as const;

const persistence = { search: 'File written that starts programs or grants access', columns: ['host', 'user', 'process_name', 'file_path', 'action', 'opens'] } as const;
const web = { search: 'Script written below a web root', columns: ['host', 'user', 'process_name', 'opens', 'file_path'] } as const;
const watched = { search: 'Watched file that a program reads for the first time', columns: ['_time', 'host', 'user', 'process_name', 'process_path', 'file_path', 'opens', 'new_files'] } as const;
const mass = { search: 'Process that renames or deletes many files', columns: ['host', 'user', 'process_name', 'files', 'changes', 'nameless', 'event'] } as const;
const refused = { search: 'Process that is refused many files', columns: ['host', 'user', 'process_name', 'files', 'refusals', 'nameless', 'error', 'process_guid'] } as const;
const shadow = { ...read, watched: true, process_name: 'cat', process_path: '/usr/bin/cat' } as const;
const week = [6, 4, 2].map((days) => fileOf('/etc/shadow', { ...read, watched: true, process_name: 'sshd', process_path: '/usr/sbin/sshd' }, now - days * day));
const change = { event: 'rename', access: undefined, file_size: 0 } as const;
const many = (count: number, more: object = {}): Recorded => together(...Array.from({ length: count }, (_, at) => fileOf(`/srv/docs/${at}.locked`, { ...change, old_file_path: `/srv/docs/${at}`, ...more })));
const denied = (count: number, more: object = {}): Recorded => together(...Array.from({ length: count }, (_, at) => fileOf(`/srv/secret/${at}`, { ...refusal, ...more })));

const rollup = (event: string, count: number, more: object = {}): Recorded => fileOf('', { event, count, access: undefined, file_path: undefined, file_name: undefined, file_size: undefined, file_mode: undefined, ...more });
/** Told as the rename of each of the two. */
const exchanged = { ...change, exchanged: true } as const;
const exchange = together(fileOf('/etc/cron.d/job', { ...exchanged, old_file_path: '/tmp/x' }), fileOf('/tmp/x', { ...exchanged, old_file_path: '/etc/cron.d/job' }));
const exchanges = [['it is exchanged with another file', exchange], ['and the other way around', new Recorded(exchange.events.toReversed())]] as const;

export const fileCases: readonly Case[] = [
  ...['/etc/cron.d/job', '/etc/systemd/system/x.service', '/home/ann/.ssh/authorized_keys', '/etc/ld.so.preload', '/root/.bashrc', '/etc/sudoers.d/ann'].map((path): Case => ({
    ...persistence, when: `${path} is written`, events: () => together(fileOf(path), fileOf(path)), rows: [['web1', 'ann', 'cp', path, 'modified', 2]],
  })),
  { ...persistence, when: 'a unit is made', events: () => fileOf('/etc/systemd/system/x.service', { created: true }), rows: [['web1', 'ann', 'cp', '/etc/systemd/system/x.service', 'created', 1]] },
  { ...persistence, when: 'it is cut to nothing by an open for reading', events: () => fileOf('/etc/crontab', { ...read, truncated: true }), rows: [['web1', 'ann', 'cp', '/etc/crontab', 'modified', 1]] },
  { ...persistence, when: 'an installer does so', events: () => fileOf('/etc/cron.d/job', { process_name: 'dpkg' }), rows: [] },
  { ...persistence, when: 'it is read, refused, or another file', events: () => together(fileOf('/etc/sudoers', { ...read, watched: true }), fileOf('/etc/cron.d/job', refusal), fileOf('/etc/hosts')), rows: [] },
  { ...persistence, when: 'cp is an installer', events: () => fileOf('/etc/cron.d/job'), macros: { installers: '("cp")' }, rows: [] },
  { ...web, when: 'a script is uploaded', events: () => together(fileOf('/var/www/html/up/x.php', { created: true, process_name: 'php-fpm8.2', user: 'www-data' }), fileOf('/var/www/html/up/x.png')), rows: [['web1', 'www-data', 'php-fpm8.2', 1, '/var/www/html/up/x.php']] },
  { ...web, when: 'it lies elsewhere', events: () => fileOf('/home/ann/x.php'), rows: [] },
  { ...persistence, when: 'one is renamed into its place', events: () => fileOf('/etc/cron.d/job', { ...change, old_file_path: '/etc/cron.d/job.new' }), rows: [['web1', 'ann', 'cp', '/etc/cron.d/job', 'modified', 1]] },
  ...exchanges.map(([when, events]): Case => ({ ...persistence, when, events: () => events, rows: [['web1', 'ann', 'cp', '/etc/cron.d/job', 'modified', 1]] })),
  { ...persistence, when: 'it is deleted', events: () => fileOf('/etc/cron.d/job', { ...change, event: 'delete' }), rows: [] },
  { ...mass, when: 'one renames 200, one 199, and one the same again and again', events: () => together(many(200), many(199, { process_guid: 'ten' }), ...Array.from({ length: 300 }, () => fileOf('/srv/log', { ...change, event: 'delete', process_guid: 'eleven' }))), rows: [['web1', 'ann', 'cp', 200, 200, 0, 'rename']] },
  { ...mass, when: 'nearly all are beyond the budget', events: () => together(many(3), rollup('rename_rollup', 150), rollup('delete_rollup', 50), rollup('rename_rollup', 199, { process_guid: 'ten' }), rollup('open_rollup', 9000)), rows: [['web1', 'ann', 'cp', 3, 3, 200, ['delete_rollup', 'rename', 'rename_rollup']]] },
  { ...mass, when: 'a program does so all day', events: () => many(300, { process_name: 'make' }), rows: [] },
  { ...mass, when: 'five are many', events: () => together(many(4), fileOf('/srv/docs/5', { ...change, event: 'delete' })), macros: { mass_changes: '5' }, rows: [['web1', 'ann', 'cp', 5, 5, 0, ['delete', 'rename']]] },
  { ...watched, when: 'cat is new to it, and sshd is not', events: () => together(...week, fileOf('/etc/shadow', shadow, now - 2 * hour), fileOf('/etc/shadow', { ...shadow, process_name: 'sshd', process_path: '/usr/sbin/sshd' }, now - hour)), rows: [[now - 2 * hour, 'web1', 'ann', 'cat', '/usr/bin/cat', '/etc/shadow', 1, 1]] },
  { ...watched, when: 'the host is new, too', events: () => fileOf('/etc/shadow', shadow, now - 2 * hour), rows: [] },
  { ...refused, when: 'one is refused 20, one 19, and one the same again and again', events: () => together(denied(20), denied(19, { process_guid: 'ten' }), ...Array.from({ length: 30 }, () => fileOf('/etc/shadow', { ...refusal, process_guid: 'eleven' }))), rows: [['web1', 'ann', 'cp', 20, 20, 0, 'EACCES', 'nine']] },
  { ...refused, when: 'five are many', events: () => denied(5), macros: { refused_files: '5' }, rows: [['web1', 'ann', 'cp', 5, 5, 0, 'EACCES', 'nine']] },
  { ...refused, when: 'nearly all are beyond the budget', events: () => together(denied(2), rollup('refused_rollup', 20, { error: 'EPERM' }), rollup('refused_rollup', 19, { error: 'EACCES', process_guid: 'ten' })), rows: [['web1', 'ann', 'cp', 2, 2, 20, ['EACCES', 'EPERM'], 'nine']] },
  { ...refused, when: 'they may be opened', events: () => together(...Array.from({ length: 30 }, (_, at) => fileOf(`/srv/${at}`))), rows: [] },
];
