/** What a process costs under each tracer, its exec and its exit: a storm of short processes, without and with each in turn. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './numbers';
import { attachments, bpfSecondsOf, cpuOf } from './proc';
import { quietMachine } from './quiet';
import { pause } from './running';

const [executable = '', storm = '', folder = '', rounds = '5'] = process.argv.slice(2);
const processes = 10_000;
const statistics = '/proc/sys/kernel/bpf_stats_enabled';
const patienceMs = 30_000;
const input = [executable, 'run', '--format', 'json', '--probe', 'process', '--process-existing', 'false'];

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** Whether a line is of an exec or an exit of the storm. */
  readonly isLine: (line: string) => boolean;
  /** Lines of one process. */
  readonly lines: number;
}

const oneLiner = 'tracepoint:sched:sched_process_exec { printf("exec %d %s\\n", pid, str(args->filename)) } tracepoint:sched:sched_process_exit /pid == tid/ { printf("exit %d %s\\n", pid, comm) }';
const all: readonly Contender[] = [
  { name: 'ebpf_trace, without a budget', command: [...input, '--process-budget', '0'], isLine: (line) => /"event":"(exec|exit)"/.test(line) && line.includes('"process_name":"program"'), lines: 2 },
  { name: 'ebpf_trace', command: input, isLine: (line) => /"event":"(exec|exit)"/.test(line) && line.includes('"process_name":"program"'), lines: 2 },
  { name: 'execsnoop (libbpf-tools), execs alone', command: ['/usr/sbin/execsnoop'], isLine: (line) => / child \d+ storm-/.test(line), lines: 1 },
  { name: 'bpftrace one-liner', command: ['/usr/bin/bpftrace', '-e', oneLiner], isLine: (line) => /^(exec .*\/program|exit \d+ program)$/.test(line), lines: 2 },
];
const contenders = all.filter(({ command: [file = ''] }) => existsSync(file));

interface Figures {
  /** CPU seconds: of the storm, the kernel's programs included, and of the tracer. */
  readonly storm: number;
  readonly own: number;
  readonly told: number;
}

/** Of processes that were reaped, in seconds. */
function stormSeconds(): number {
  const script = 'import os, resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); use = resource.getrusage(resource.RUSAGE_CHILDREN); print(use.ru_utime + use.ru_stime)';
  return Number(execFileSync('python3', ['-c', script, storm, 'storm', String(processes), '2'], { encoding: 'utf8' }));
}

async function attached(pid: number): Promise<void> {
  const limit = performance.now() + patienceMs;
  for (let before = 0, now = 0; now === 0 || now !== before; ) {
    if (performance.now() > limit) throw new Error('it does not trace');
    before = now;
    await pause(1000);
    now = attachments(pid);
  }
}

/** Until it has nothing more to do. */
async function drained(pid: number): Promise<void> {
  for (let before = -1, now = 0; now - before > 0.011; ) {
    before = now;
    await pause(700);
    const { user, system } = cpuOf(pid);
    now = user + system;
  }
}

async function traced<T>({ command: [file = '', ...args] }: Contender, work: (pid: number) => Promise<T> | T): Promise<readonly [T, readonly string[]]> {
  const output = join(folder, 'processes.out');
  writeFileSync(output, '');
  const child = spawn(file, args, { stdio: ['ignore', openSync(output, 'w'), 'ignore'] });
  const ended = once(child, 'exit');
  try {
    await attached(child.pid ?? 0);
    const result = await work(child.pid ?? 0);
    child.kill('SIGINT');
    await ended;
    return [result, readFileSync(output, 'latin1').split('\n')];
  } finally {
    child.kill('SIGKILL');
  }
}

async function measure(contender: Contender): Promise<Figures> {
  const [figures, lines] = await traced(contender, async (pid) => {
    const before = cpuOf(pid);
    const seconds = stormSeconds();
    await drained(pid);
    const after = cpuOf(pid);
    return { storm: seconds, own: after.user + after.system - before.user - before.system };
  });
  return { ...figures, told: lines.filter(contender.isLine).length / contender.lines / processes };
}

/** The kernel's programs alone, seconds; counting adds some 100 ns a run. */
async function bpfSeconds(contender: Contender): Promise<number> {
  const [seconds] = await traced(contender, (pid) => {
    writeFileSync(statistics, '1');
    try {
      const before = bpfSecondsOf(pid);
      stormSeconds();
      return bpfSecondsOf(pid) - before;
    } finally {
      writeFileSync(statistics, '0');
    }
  });
  return seconds;
}

async function run(): Promise<void> {
  const us = (seconds: number): string => (seconds / processes * 1e6).toFixed(1);
  const untraced: number[] = [];
  const measured = contenders.map(() => [] as Figures[]);
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [at, contender] of contenders.entries()) {
      await quietMachine();
      untraced.push(stormSeconds());
      measured[at]?.push(await measure(contender));
    }
  }
  process.stdout.write(`${processes} processes a storm, medians of ${rounds} rounds; CPU us a process, its exec and its exit

| | the storm itself | the tracer | both, more than untraced | BPF, counted by the kernel | told, % |
|---|---|---|---|---|---|
| untraced | ${us(median(untraced))} | | | | |
`);
  for (const [at, contender] of contenders.entries()) {
    const figures = measured[at] ?? [];
    const [itself, own] = [median(figures.map((one) => one.storm)), median(figures.map((one) => one.own))];
    const bpf = await bpfSeconds(contender);
    process.stdout.write(`| ${contender.name} | ${us(itself)} | ${us(own)} | ${us(itself + own - median(untraced))} | ${us(bpf)} | ${(100 * median(figures.map((one) => one.told))).toFixed(1)} |\n`);
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`processes: ${String(error)}\n`);
  process.exit(1);
});
