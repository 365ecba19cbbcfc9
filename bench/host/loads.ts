/** What is done on the host, so many times, and who traces it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from '../group';
import { runOf } from '../input';
import type { Command } from '../running';

export interface Tracer extends Command {
  readonly name: string;
  /** Whether a line is about what is done. */
  readonly isLine: (line: string) => boolean;
  /** The one of libbpf-tools, with which the others are compared. */
  readonly isTool?: true;
}

export interface Load {
  readonly name: string;
  readonly count: number;
  readonly tracers: readonly Tracer[];
  readonly make: () => Promise<unknown>;
}

const limits = { timeout: 120_000, maxBuffer: 1 << 28 };
const run = promisify(execFile);

export function loadsOf(bench: Bench): readonly Load[] {
  return [processes(bench), opens(bench), ...(existsSync('/usr/bin/fio') ? [requests(bench)] : skipped(bench))];
}

function skipped({ say }: Bench): readonly Load[] {
  say('SKIPPED: requests to a disk: fio is not installed');
  return [];
}

function own({ executable }: Bench, probe: string, isLine: Tracer['isLine'], ...options: readonly string[]): Tracer {
  return { name: ['ebpf_trace', ...options].join(' '), isLine, ...runOf(executable, '--probes', probe, ...options) };
}

function tool(name: string, isLine: Tracer['isLine']): Tracer {
  return { name, command: [`/usr/sbin/${name}`], isLine, isTool: true };
}

function processes(bench: Bench): Load {
  const isLine = (line: string): boolean => /"event":"(exec|exit)"/.test(line) && line.includes('"process_name":"program"');
  const count = bench.count(10_000);
  return {
    name: 'an exec and its exit', count,
    tracers: [
      own(bench, 'process', isLine),
      own(bench, 'process', isLine, '--process-budget', '0'),
      tool('execsnoop', (line) => / child \d+ storm-/.test(line)),
    ],
    make: () => run(join(bench.folder, 'processes'), ['storm', String(count), '2'], limits),
  };
}

function opens(bench: Bench): Load {
  const [folder, threads, each] = [join(bench.folder, 'opens'), 2, bench.count(20_000)];
  mkdirSync(folder, { recursive: true });
  const isLine = (line: string): boolean => /"event":"open"/.test(line) && line.includes('/opens/storm-');
  return {
    name: 'an open for writing', count: threads * each,
    tracers: [own(bench, 'file', isLine), own(bench, 'file', isLine, '--file-budget', '0'), tool('opensnoop', (line) => line.includes('/opens/storm-'))],
    make: () => run(join(bench.folder, 'files'), ['storm', folder, String(threads), String(each)], limits),
  };
}

function requests(bench: Bench): Load {
  const [file, count] = [join(bench.folder, 'disk'), bench.count(50_000)];
  const job = ['--name=bench', `--filename=${file}`, '--size=64m', '--bs=4k', '--direct=1', '--ioengine=libaio', '--iodepth=32', '--rw=randread', '--norandommap', `--number_ios=${count}`];
  return {
    name: 'a request to a disk', count,
    tracers: [own(bench, 'block_io', () => false), tool('biolatency', () => false)],
    make: () => run('/usr/bin/fio', job, limits),
  };
}
