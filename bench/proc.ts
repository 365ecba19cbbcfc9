/** A process as /proc shows it: proc(5). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** CPU seconds of its threads so far: the first number of schedstat is nanoseconds. */
export function cpuOf(pid: number): number {
  return threads(pid, 'schedstat').reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e9, 0);
}

/** How often its threads have waited by themselves. */
export function switchesOf(pid: number): number {
  return threads(pid, 'status').reduce((sum, text) => sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1] ?? 0), 0);
}

/** Resident, MB. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1024;
}

/** How many links and events that run a BPF program it holds. */
export function attachments(pid: number): number {
  return descriptors(pid).filter(([, target]) => /bpf_link|perf_event/.test(target)).length;
}

export interface Runs {
  readonly runs: number;
  readonly ns: number;
}

/** Of its BPF programs, by number; the kernel counts while kernel.bpf_stats_enabled is 1. */
export function programRuns(pid: number): ReadonlyMap<string, Runs> {
  const programs = new Map<string, Runs>();
  for (const [fd, target] of descriptors(pid)) {
    if (!target.includes('bpf-prog')) continue;
    const text = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1');
    const value = (key: string): string => new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? '';
    programs.set(value('prog_id'), { runs: Number(value('run_cnt')), ns: Number(value('run_time_ns')) });
  }
  return programs;
}

function descriptors(pid: number): readonly (readonly [string, string])[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [[fd, readlinkSync(`/proc/${pid}/fd/${fd}`)] as const];
    } catch {
      return []; // closed meanwhile
    }
  });
}

/** A file of each of its threads. */
function threads(pid: number, file: string): readonly string[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      return [readFileSync(`/proc/${pid}/task/${thread}/${file}`, 'latin1')];
    } catch {
      return []; // ended meanwhile
    }
  });
}
