/** Other copies of this program below the same etc/apps: an app under a former or another name, which holds the same input. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { processStat } from './process_stat';

/** An installed copy. */
export interface Copy {
  /** /opt/splunkforwarder/etc/apps/ebpf_trace */
  readonly folder: string;
  readonly executable: string;
}

/** @returns what lies in other apps under the same name; nothing where the executable is in no app */
export function otherCopies(executable: string = process.execPath): readonly Copy[] {
  const own = ownFolder(executable);
  if (own === undefined) return [];
  const { apps, app, program } = own;
  return foldersIn(apps)
    .filter((name) => name !== app)
    .map((name) => ({ folder: join(apps, name), executable: join(apps, name, program) }))
    .filter((copy) => existsSync(copy.executable));
}

/** The app that an executable belongs to; undefined where it is in none. */
export function appFolder(executable: string = process.execPath): string | undefined {
  const own = ownFolder(executable);
  return own && join(own.apps, own.app);
}

/**
 * The input of another copy that the same splunkd started before this one. Of two that start together the one with the lower
 * number goes on, so that exactly one of them does.
 */
export function earlierTwin(copies: readonly Copy[] = otherCopies()): (Copy & { readonly pid: number }) | undefined {
  if (copies.length === 0) return undefined;
  const own = { pid: process.pid, startTicks: processStat(process.pid)?.startTicks ?? 0 };
  for (const pid of readdirSync('/proc').map(Number).filter((number) => number > 0)) {
    const stat = processStat(pid);
    if (stat?.parent !== process.ppid || !isBefore({ pid, startTicks: stat.startTicks }, own)) continue;
    const twin = copies.find(({ executable }) => executable === inputOf(pid));
    if (twin !== undefined) return { ...twin, pid };
  }
  return undefined;
}

function ownFolder(executable: string): { apps: string; app: string; program: string } | undefined {
  const [, apps, app, program] = /^(.*\/etc\/apps)\/([^/]+)\/((?:[^/]+\/)?bin\/[^/]+)$/.exec(executable) ?? [];
  return apps === undefined || app === undefined || program === undefined ? undefined : { apps, app, program };
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return []; // not ours to look at
  }
}

/** The executable of a process that runs without an argument, as an input does. */
function inputOf(pid: number): string | undefined {
  try {
    const [started, ...rest] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return rest.every((argument) => argument === '') ? (linkOf(pid) ?? started) : undefined;
  } catch {
    return undefined; // it has ended
  }
}

/** Hidden where the file has capabilities of its own. */
function linkOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

interface Started {
  readonly pid: number;
  readonly startTicks: number;
}

function isBefore(one: Started, other: Started): boolean {
  return one.startTicks < other.startTicks || (one.startTicks === other.startTicks && one.pid < other.pid);
}
