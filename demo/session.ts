/** A few commands typed at a shell, as the probes beside tcp see them: the lines, the programs, the files, the disk. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, SplunkEvent, Splunkd } from '../splunkd';
import type { Column, Fields } from './table';
import { otherUser } from './traffic';

export interface Session {
  /** Of that shell and of what it started, and what the disks did meanwhile; in the order of their times. */
  readonly events: readonly SplunkEvent[];
  /** Why it is not shown, or empty. */
  readonly missing: string;
  /** What the input did against splunkd's contract. */
  readonly problems: readonly string[];
}

const stanza = 'ebpf_trace://demo_session';
const secret = '/etc/shadow';
const lines = ['dd if=/dev/zero of=draft bs=64k count=16 conv=fsync', 'mv draft report', `cat ${secret}`, 'rm report', 'exit'];

/** @param patienceMs for each thing that is waited for */
export async function traceSession(splunkd: Splunkd, patienceMs: number): Promise<Session> {
  const folder = join(splunkd.home, 'session');
  mkdirSync(folder);
  const { uid = process.getuid?.() ?? 0, gid = process.getgid?.() ?? 0 } = otherUser();
  chownSync(folder, uid, gid);
  splunkd.configure(`[${stanza}]
index = main
probes = process, shell, file, block_io
include_users = ${uid}
file_include_paths = ${folder}, ${secret}
block_io_interval = 1
`);
  // It is there before the input is, so that its first line is seen however long an attachment takes.
  const shell = spawn('script', ['-qec', 'exec bash --norc --noprofile -i', '/dev/null'], {
    cwd: folder, uid, gid, env: { PATH: '/usr/bin:/bin', TERM: 'dumb', HISTFILE: '' }, stdio: ['pipe', 'pipe', 'ignore'],
  });
  const input = splunkd.start(stanza);
  try {
    return { events: await typed(shell, input, patienceMs), missing: '', problems: input.problems };
  } catch (error) {
    return { events: [], missing: String(error), problems: input.problems };
  } finally {
    shell.kill();
    await input.stop();
  }
}

async function typed(shell: ChildProcess, input: Input, patienceMs: number): Promise<readonly SplunkEvent[]> {
  const ended = once(shell, 'exit', { signal: AbortSignal.timeout(2 * patienceMs) });
  const isBash = ({ fields }: SplunkEvent): boolean => fields['event'] === 'existing' && fields['parent_process_id'] === shell.pid;
  const { fields: { process_guid: guid } } = await Promise.race([input.waitForEvent(isBash, patienceMs), ended.then(() => Promise.reject(new Error('the shell has ended')))]);
  shell.stdout?.resume();
  shell.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  await ended;
  await input.waitForEvent(({ fields }) => fields['event'] === 'exit' && fields['process_guid'] === guid, patienceMs);
  await input.stop();
  return ofSession(input.events, String(guid));
}

/** What belongs together has the same process_guid; disks have none. */
function ofSession(all: readonly SplunkEvent[], shell: string): readonly SplunkEvent[] {
  const children = all.filter(({ fields }) => fields['parent_process_guid'] === shell).map(({ fields }) => fields['process_guid']);
  const processes = new Set<unknown>([shell, ...children]);
  const isShown = ({ fields }: SplunkEvent): boolean =>
    fields['event'] === 'interval' ? fields['operation'] === 'write' : processes.has(fields['process_guid']) && fields['event'] !== 'existing';
  return all.filter(isShown).sort((one, other) => Number(one.time) - Number(other.time));
}

const megabyte = 2 ** 20;

const details: Readonly<Record<string, (fields: Fields) => string>> = {
  line: ({ line }) => String(line),
  exec: ({ process: commandLine }) => String(commandLine),
  exit: ({ exit_code: code, signal, duration }) => `${signal === undefined ? `exit code ${code}` : String(signal)} after ${(Number(duration) * 1000).toFixed(1)} ms`,
  open: ({ file_path: path, created }) => `${path}${created === true ? ' (new)' : ''}`,
  rename: ({ file_path: path, old_file_path: old }) => `${old} -> ${path}`,
  delete: ({ file_path: path }) => String(path),
  refused: ({ file_path: path, error }) => `${path}: ${error}`,
  interval: ({ device, count, bytes, device_time_p99: p99 }) => `${device}: ${count} writes of all programs, ${(Number(bytes) / megabyte).toFixed(1)} MB${p99 === undefined ? '' : `, p99 ${(Number(p99) * 1000).toFixed(1)} ms`}`,
};

const cell = (name: string) => ({ fields }: SplunkEvent): string => (fields[name] === undefined ? '' : String(fields[name]));

export const sessionColumns: readonly Column<SplunkEvent>[] = [
  { title: 'SOURCETYPE', align: 'left', text: ({ sourcetype }) => sourcetype },
  { title: 'EVENT', align: 'left', text: cell('event') },
  { title: 'PROCESS', align: 'left', text: cell('process_name') },
  { title: 'PID', align: 'right', text: cell('process_id') },
  { title: 'USER', align: 'left', text: ({ fields }) => String(fields['user'] ?? fields['user_id'] ?? '') },
  { title: 'WHAT', align: 'left', text: ({ fields }) => details[String(fields['event'])]?.(fields) ?? '' },
];
