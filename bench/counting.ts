/** What work costs a tracer, in the kernel and beside it. The kernel counts its BPF programs while bpf_stats_enabled is 1. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpuOf, programRuns, switchesOf } from './proc';

const statistics = '/proc/sys/kernel/bpf_stats_enabled';

export interface Cost {
  /** CPU seconds of its own threads. */
  readonly own: number;
  /** CPU seconds of its BPF programs, less those of counting, and how often they ran. */
  readonly bpf: number;
  readonly runs: number;
  /** Voluntary context switches of its threads. */
  readonly switches: number;
}

/** @param work ends when the tracer has nothing more to do @param emptyNs what a program that does nothing takes */
export async function costOf(pid: number, emptyNs: number, work: () => Promise<unknown>): Promise<Cost> {
  return counted(async () => {
    const before = look(pid);
    await work();
    const after = look(pid);
    const runs = after.runs - before.runs;
    return { own: after.own - before.own, bpf: (after.ns - before.ns - runs * emptyNs) / 1e9, runs, switches: after.switches - before.switches };
  });
}

export async function counted<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = readFileSync(statistics, 'latin1');
  writeFileSync(statistics, '1');
  try {
    return await work();
  } finally {
    writeFileSync(statistics, before);
  }
}

function look(pid: number): { readonly own: number; readonly ns: number; readonly runs: number; readonly switches: number } {
  const programs = [...programRuns(pid).values()];
  const sum = (key: 'ns' | 'runs'): number => programs.reduce((total, program) => total + program[key], 0);
  return { own: cpuOf(pid), ns: sum('ns'), runs: sum('runs'), switches: switchesOf(pid) };
}
