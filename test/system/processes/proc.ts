/** What /proc says of the processes that run. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Running {
  readonly path: string;
  readonly cwd: string;
  readonly session: number;
}

/** By pid, of those that see the files that we see; without kernel threads, which have no executable, and what ends meanwhile. */
export function running(): ReadonlyMap<number, Running> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  return new Map(pids.flatMap((pid) => {
    try {
      if (readlinkSync(`/proc/${pid}/root`) !== '/' || readlinkSync(`/proc/${pid}/ns/mnt`) !== readlinkSync('/proc/self/ns/mnt')) return [];
      const [, session = ''] = /\) \S+ \d+ \d+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
      return [[pid, { path: readlinkSync(`/proc/${pid}/exe`), cwd: readlinkSync(`/proc/${pid}/cwd`), session: Number(session) }] as const];
    } catch {
      return [];
    }
  }));
}

/** Those that are as they were. */
export function same(before: ReadonlyMap<number, Running>, after: ReadonlyMap<number, Running>): readonly (readonly [pid: number, process: Running])[] {
  return [...before].filter(([pid, one]) => JSON.stringify(after.get(pid)) === JSON.stringify(one));
}
