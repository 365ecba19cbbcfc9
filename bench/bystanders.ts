/**
 * What it costs those who make no connection: CPU time of a system call and of a message, without the tracer and beside it,
 * in turns; and what its programs take of a message. Arguments: the program, the load (bystanders.c), libbpf.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { koffi } from '../src/kernel/koffi';
import { loadLibbpf } from '../src/kernel/libbpf';
import { askKernelTypes } from '../src/kernel/types';
import { median } from './numbers';
import { programRuns } from './proc';

const [executable = '', load = '', libbpfFile = ''] = process.argv.slice(2);
const rounds = 7;
const counts = { getpid: 1_000_000, messages: 200_000 } as const;
type Kind = keyof typeof counts;
const kinds = Object.keys(counts) as readonly Kind[];
const ways = ['tracepoints', 'off', 'auto'] as const;
const statistics = '/proc/sys/kernel/bpf_stats_enabled';

/** The load, which makes a round for each line that it is given. */
class Load {
  readonly #child: ChildProcess;
  readonly #lines: Interface;

  constructor(kind: Kind) {
    this.#child = spawn(load, [kind, String(counts[kind])], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.#child.stdout === null) throw new Error('no output');
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  /** Nanoseconds of one. */
  async round(): Promise<number> {
    const line = once(this.#lines, 'line');
    this.#child.stdin?.write('\n');
    return Number((await line)[0]);
  }

  end(): void {
    this.#child.stdin?.end();
  }
}

async function started(way: string): Promise<{ readonly child: ChildProcess; readonly seenBy: string }> {
  const child = spawn(executable, ['run', '--format', 'json', '--existing-connections', 'false', '--system-calls', way], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line') as [string];
  return { child, seenBy: String((JSON.parse(line) as Readonly<Record<string, unknown>>)['system_calls']) };
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

interface Measured {
  readonly seenBy: string;
  /** Medians of the rounds, ns: without the tracer, and beside it. */
  readonly times: Readonly<Record<Kind, readonly [number, number]>>;
}

/** Other work on the machine touches both of a pair. */
async function measure(way: string): Promise<Measured> {
  const loads = { getpid: new Load('getpid'), messages: new Load('messages') };
  const taken: Record<Kind, [number[], number[]]> = { getpid: [[], []], messages: [[], []] };
  let seen = '';
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of kinds) taken[kind][0].push(await loads[kind].round());
    const { child, seenBy } = await started(way);
    seen = seenBy;
    for (const kind of kinds) taken[kind][1].push(await loads[kind].round());
    await ended(child);
  }
  for (const kind of kinds) loads[kind].end();
  return { seenBy: seen, times: { getpid: [median(taken.getpid[0]), median(taken.getpid[1])], messages: [median(taken.messages[0]), median(taken.messages[1])] } };
}

/** What programs that run for each message take, ns a run, with what counting it costs. @param pid of who holds them */
async function runTimes(pid: number): Promise<readonly number[]> {
  const messages = new Load('messages');
  await messages.round();
  writeFileSync(statistics, '1');
  try {
    const before = programRuns(pid);
    await messages.round();
    return [...programRuns(pid)].flatMap(([id, { runs, ns }]) => {
      const made = runs - (before.get(id)?.runs ?? 0);
      return made >= counts.messages ? [(ns - (before.get(id)?.ns ?? 0)) / made] : [];
    });
  } finally {
    writeFileSync(statistics, '0');
    messages.end();
  }
}

/** The same of a program that does nothing: what counting costs. */
async function emptyRunTime(): Promise<number> {
  const libbpf = loadLibbpf(libbpfFile);
  const options = Buffer.alloc(48);
  options.writeBigUInt64LE(48n);
  options.writeUInt32LE(23, 12); // BPF_TRACE_RAW_TP
  options.writeUInt32LE(askKernelTypes(libbpf, (_, numberOf) => numberOf('typedef', 'btf_trace_tcp_rcv_space_adjust')), 32);
  const nothing = Uint8Array.of(0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0);
  const fd = libbpf.loadProgram(26, 'nothing', 'GPL', nothing, 2, options); // BPF_PROG_TYPE_TRACING
  const open = koffi.load(libbpfFile).func('int bpf_raw_tracepoint_open(const char *, int)') as (name: null, programFd: number) => number;
  if (fd < 0 || open(null, fd) < 0) throw new Error('a program that does nothing is refused');
  const [empty = NaN] = await runTimes(process.pid);
  return empty;
}

async function run(): Promise<void> {
  const empty = await emptyRunTime();
  const { child } = await started('auto');
  const runs = await runTimes(child.pid ?? 0);
  await ended(child);
  const rows: string[] = [];
  for (const way of ways) {
    const { seenBy, times } = await measure(way);
    rows.push(`| ${way} | ${seenBy} | ${kinds.map((kind) => times[kind].map((ns) => ns.toFixed(0)).join(' -> ')).join(' | ')} |\n`);
  }
  process.stdout.write(`${readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim()}; CPU ns without the tracer -> beside it, medians of ${rounds} pairs

| system_calls | calls are seen by | getpid | a byte sent and received |
|---|---|---|---|
${rows.join('')}
Programs that run for each message, ns a run less those of one that does nothing: ${runs.map((ns) => (ns - empty).toFixed(0)).join(', ')}
`);
}

run().catch((error: unknown) => {
  process.stderr.write(`bystanders: ${String(error)}\n`);
  process.exit(1);
});
