/** Programs of two hosts within an hour, and one before, written by hand: what each view of them must show can be counted here. */
import type { IndexedEvent } from '../../../preview/spl/world';
import { minute, now } from '../searches/case';

interface Program {
  readonly guid: string;
  readonly name: string;
  readonly path: string;
  readonly pid: number;
  readonly host: string;
  readonly user: readonly [name: string, id: number];
  readonly parent?: Program;
  readonly more?: Readonly<Record<string, unknown>>;
  /** In seconds, as its other times. */
  readonly began: number;
  /** It was there when the input started. */
  readonly existed?: boolean;
  readonly end?: { readonly code?: number; readonly signal?: string; readonly duration: number; readonly cpu: number };
}

const guid = (pid: number): string => `00000000-0000-4000-8000-${String(pid).padStart(12, '0')}`;
const [root, web] = [['root', 0], ['www-data', 33]] as const;

function program(pid: number, path: string, host: string, user: Program['user'], began: number, more: Partial<Program> = {}): Program {
  return { guid: guid(pid), name: path.split('/').at(-1) ?? '', path, pid, host, user, began, ...more };
}

const systemd = program(1, '/usr/lib/systemd/systemd', 'web1', root, now - 50 * minute, { existed: true });
const nginx = program(20, '/usr/sbin/nginx', 'web1', web, now - 40 * minute, { parent: systemd, more: { systemd_unit: 'nginx.service' } });
const sh = program(30, '/usr/bin/dash', 'web1', web, now - 30 * minute, { name: 'sh', parent: nginx, more: { systemd_unit: 'nginx.service' }, end: { code: 0, duration: 2, cpu: 0.01 } });
const curl = program(31, '/usr/bin/curl', 'web1', web, now - 30 * minute + 1, { parent: sh, more: { systemd_unit: 'nginx.service' }, end: { code: 7, duration: 0.5, cpu: 0.02 } });
const miner = program(32, '/tmp/.x/miner', 'web1', web, now - 29 * minute, {
  parent: sh, more: { container_id: 'c0ffee'.repeat(10) + 'cafe' }, end: { signal: 'SIGKILL', duration: 1200, cpu: 1190.5 },
});
const backups = [10, 20, 90].map((minutes, at) => program(40 + at, '/usr/bin/backup', 'db1', root, now - minutes * minute, { more: { systemd_unit: 'backup.service' }, end: { code: 0, duration: 20, cpu: 5 } }));

export const named = { systemd, nginx, sh, curl, miner } as const;

/** Beyond the budget: so many more of curl, with the same end. */
const moreOfCurl = 4;
const rollups = (['exec_rollup', 'exit_rollup'] as const).map((event) => {
  const end = event === 'exit_rollup' ? { exit_code: curl.end?.code, cpu_time: 0.08, cpu_exact: 'false' } : {};
  const { time, raw, ...rest } = eventOf(curl, curl.began + 1, 'exec', whole(curl));
  const fields = JSON.parse(raw) as Record<string, unknown>;
  return { ...rest, time, raw: JSON.stringify({ ...fields, process_id: undefined, process_guid: undefined, event, count: moreOfCurl, first_time: time, ...end, first_process_guid: curl.guid }) };
});

/** As an index would hold it. */
export const programsOfADay: readonly IndexedEvent[] = [...rollups, ...[systemd, nginx, sh, curl, miner, ...backups].flatMap((one) => [
  eventOf(one, one.began, one.existed === true ? 'existing' : 'exec', whole(one)),
  ...(one.end === undefined ? [] : [eventOf(one, one.began + one.end.duration, 'exit', ended(one.end), { process_path: one.path })]),
])];

function eventOf({ host, pid, name, guid: of, user: [user, user_id] }: Program, time: number, event: string, fields: object, behind: object = {}): IndexedEvent {
  const first = event === 'exit' ? fields : {};
  const rest = event === 'exit' ? behind : fields;
  const raw = JSON.stringify({ time, event, ...first, process_id: pid, process_name: name, process_guid: of, user, user_id, ...rest });
  return { time, raw, host, source: 'ebpf_trace://main', sourcetype: 'ebpf:process', index: 'ebpf' };
}

function whole({ path, parent, more, pid }: Program): object {
  const ofParent = parent === undefined ? {} : { parent_process_id: parent.pid, parent_process_name: parent.name, parent_process_guid: parent.guid };
  return { ...ofParent, process_path: path, ...more, process: `${path} --id ${pid}`, process_current_directory: '/' };
}

function ended({ code, signal, duration, cpu }: NonNullable<Program['end']>): object {
  return { ...(signal === undefined ? { exit_code: code } : { signal }), duration, cpu_time: cpu, peak_memory_bytes: 3 * 1024 * 1024 };
}
