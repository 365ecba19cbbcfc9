/** What each choice of probes loads, attaches and makes, and the CPU time of its start. Arguments: the program, libbpf, the document. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { createInterface } from 'node:readline';
import { probeArguments } from '../src/probes/arguments';
import { type Held, witness } from './held';
import { cpuOf } from './proc';

const [executable = '', libbpf = '', document = ''] = process.argv.slice(2);
const rounds = 3;
const heldBy = witness(libbpf);

interface Measured extends Held {
  readonly probes: readonly string[];
  /** The least of the rounds. */
  readonly startSeconds: number;
  readonly callWay: string;
}

interface Started {
  readonly child: ChildProcess;
  /** How it sees calls: `system_calls` of health. */
  readonly callWay: string;
}

/** Its first line is health's, when all is attached. */
async function started(probes: readonly string[]): Promise<Started> {
  const child = spawn(executable, ['run', '--format', 'json', '--existing-connections', 'false', '--duration', '60', '--probes', probes.join(',')], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line') as [string];
  return { child, callWay: String((JSON.parse(line) as Readonly<Record<string, unknown>>)['system_calls']) };
}

async function measure(probes: readonly string[]): Promise<Measured> {
  let [held, startSeconds, way]: [Held | undefined, number, string] = [undefined, Number.POSITIVE_INFINITY, ''];
  for (let round = 0; round < rounds; round += 1) {
    const { child, callWay } = await started(probes);
    way = callWay;
    const { user, system } = cpuOf(child.pid ?? 0);
    startSeconds = Math.min(startSeconds, user + system);
    held = heldBy(child.pid ?? 0);
    child.kill();
    await once(child, 'exit');
  }
  if (held === undefined) throw new Error('nothing was measured');
  return { ...held, probes, startSeconds, callWay: way };
}

function row({ probes, programs, links, maps, startSeconds }: Measured): string {
  const kb = maps.reduce((sum, map) => sum + map.kb, 0);
  const services = new Set(probeArguments.filter(({ name }) => probes.includes(name)).flatMap(({ needs }) => needs));
  return `| ${probes.join(', ')} | ${[...services].join(', ')} | ${programs.length} | ${links} | ${maps.length} | ${kb} | ${startSeconds.toFixed(2)} |`;
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
there are more programs, since tasks can be preempted within one (CONTRIBUTING.md, twins). Connects, accepts and listens are seen by
${ways[measured[0]?.callWay ?? ''] ?? 'nothing'} on this kernel ([what that costs](cost.md#what-it-adds-to-other-system-calls)).

| probes | services that they need | programs | links | maps | KB of maps | CPU s of the start |
|---|---|---|---|---|---|---|
${measured.map(row).join('\n')}

CPU is the process's own until all is attached, the kernel's check of the programs included: the least of ${rounds} starts. The largest
maps with all probes, in KB: ${largest.join(', ')}; \`samples\` is the setting ring_mb.
`;
}

async function run(): Promise<void> {
  const names = probeArguments.map(({ name }) => name);
  const measured: Measured[] = [];
  for (const choice of [...names.map((name) => [name]), names]) measured.push(await measure(choice));
  writeFileSync(document, render(measured));
}

void run();
