/** A process as /proc shows it: proc(5). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface Cpu {
  /** Seconds. */
  readonly user: number;
  readonly system: number;
}

export interface Memory {
  /** MB now, and at most so far. */
  readonly rss: number;
  readonly peak: number;
}

const ticksPerSecond = 100;

/** The sum over its threads. */
export function cpuOf(pid: number): Cpu {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  return { user: (fields[11] ?? 0) / ticksPerSecond, system: (fields[12] ?? 0) / ticksPerSecond };
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const megabytes = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { rss: megabytes('VmRSS'), peak: megabytes('VmHWM') };
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

/** Seconds that its BPF programs ran. */
export function bpfSecondsOf(pid: number): number {
  return [...programRuns(pid).values()].reduce((sum, { ns }) => sum + ns / 1e9, 0);
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
