/** What each choice of probes loads, attaches and makes. Arguments: the program, libbpf, the document. */
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { probeArguments } from '../src/probes/arguments';
import { type Held, witness } from './held';
import { callWay, runOf } from './input';
import { cpuOf } from './proc';
import { Running } from './running';

const [executable = '', libbpf = '', document = ''] = process.argv.slice(2);
const heldBy = witness(libbpf);
const starts = 3;

interface Measured extends Held {
  readonly probes: readonly string[];
  /** How it sees calls. */
  readonly way: string;
  /** Seconds of processor time until it traces: the least of several starts. */
  readonly startCpu: number;
}

async function measure(probes: readonly string[]): Promise<Measured> {
  const runs: Measured[] = [];
  while (runs.length < starts) runs.push(await startOnce(probes));
  const [first, ...others] = runs as [Measured, ...Measured[]];
  return { ...first, startCpu: Math.min(first.startCpu, ...others.map(({ startCpu }) => startCpu)) };
}

async function startOnce(probes: readonly string[]): Promise<Measured> {
  const running = await Running.start(runOf(executable, '--existing-connections', 'false', '--probes', probes.join(',')));
  const startCpu = cpuOf(running.pid);
  const held = heldBy(running.pid);
  await running.stop();
  return { ...held, probes, way: callWay(running), startCpu };
}

function row({ probes, programs, links, maps, verified, startCpu }: Measured): string {
  const kb = maps.reduce((sum, map) => sum + map.kb, 0);
  const services = new Set(probeArguments.filter(({ name }) => probes.includes(name)).flatMap(({ needs }) => needs));
  return `| ${probes.join(', ')} | ${[...services].join(', ')} | ${programs.length} | ${links} | ${maps.length} | ${kb} | ${startCpu.toFixed(2)} | ${verified} |`;
}

const ways: Readonly<Record<string, string>> = {
  functions: 'programs at functions of the kernel (fentry, fexit), and no tracepoint of system calls',
  tracepoints: 'tracepoints of system calls, five of them, as it refuses fentry and fexit',
};

function render(measured: readonly Measured[]): string {
  const largest = [...(measured.at(-1)?.maps ?? [])].sort((one, other) => other.kb - one.kb).slice(0, 5).map(({ name, kb }) => `${name} ${kb}`);
  return `# What each probe has in the kernel

Written by \`node bench/programs.mjs\` on kernel ${release().split('-')[0]}: do not edit. A program is loaded, and a map made, only if a probe that is on
needs it, or a service that such a probe needs; \`test/system/programs.test.ts\` compares that with the kernel. From kernel 7.0 on
there are more programs, since tasks can be preempted within one (CONTRIBUTING.md, twins). The instructions that the verifier goes
through are most of what a start takes; the test fails where they are more than half above these, which one compiler gave. Connects, accepts and listens are seen by
${ways[measured[0]?.way ?? ''] ?? 'nothing'} on this kernel ([what that costs](cost.md#what-it-adds-to-other-system-calls)).

| probes | services that they need | programs | links | maps | KB of maps | CPU s to start | instructions verified |
|---|---|---|---|---|---|---|---|
${measured.map(row).join('\n')}

What else a start costs is in [performance](performance.md). The largest maps with all probes, in KB: ${largest.join(', ')}; \`samples\` is the setting ring_mb.
`;
}

async function run(): Promise<void> {
  const names = probeArguments.map(({ name }) => name);
  const measured: Measured[] = [];
  for (const choice of [...names.map((name) => [name]), names]) measured.push(await measure(choice));
  writeFileSync(document, render(measured));
}

void run();
