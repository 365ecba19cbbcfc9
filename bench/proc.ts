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

/** Seconds that its BPF programs ran; the kernel counts while kernel.bpf_stats_enabled is 1. */
export function bpfSecondsOf(pid: number): number {
  const programs = new Map<string, number>();
  for (const [fd, target] of descriptors(pid)) {
    if (!target.includes('bpf-prog')) continue;
    const text = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1');
    const value = (key: string): string => new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? '';
    programs.set(value('prog_id'), Number(value('run_time_ns')) / 1e9);
  }
  return [...programs.values()].reduce((sum, seconds) => sum + seconds, 0);
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
