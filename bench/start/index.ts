/** What a start costs, by probe, beside bpftrace, and with many connections that are open then. */
import { Splunkd } from '../../splunkd';
import { probeArguments } from '../../src/probes/arguments';
import { costOf } from '../counting';
import { emptyRunNs } from '../empty';
import type { Bench, Group, Row, Table } from '../group';
import { heldKb } from '../held';
import { runOf } from '../input';
import { median } from '../numbers';
import { cpuOf, memoryOf } from '../proc';
import { type Command, pause, Running } from '../running';
import { type Contender, contendersOf } from '../tcp/contenders';
import { firstLineMs } from './first_line';
import { heldOpen } from './open';

const rounds = 2;
const idleSeconds = 5;
const open = 100_000;

export const start: Group = {
  name: 'start',
  title: 'Start, and each probe',
  measure: async (bench) => {
    const splunkd = new Splunkd(bench.packageFile);
    process.once('exit', () => splunkd.remove());
    const contenders = contendersOf(splunkd, bench);
    return [await startTable(bench, contenders), await probesTable(bench), await openTable(bench, contenders)];
  },
};

async function repeated(bench: Bench, measure: () => Promise<number>): Promise<readonly number[]> {
  const values: number[] = [];
  for (let round = 0; round < bench.rounds(rounds); round += 1) {
    await bench.quiet.wait();
    values.push(await measure());
  }
  return values;
}

async function whileRunning<Result>(command: Command, measure: (running: Running) => Promise<Result>): Promise<Result> {
  const running = await Running.start(command);
  try {
    return await measure(running);
  } finally {
    await running.stop();
  }
}

const startCpu = (command: Command): Promise<number> => whileRunning(command, async ({ pid }) => cpuOf(pid));

async function startTable(bench: Bench, contenders: readonly Contender[]): Promise<Table> {
  const [cpu, first]: [number[], (number | undefined)[]] = [[], []];
  for (const contender of contenders) {
    bench.say(`${contender.name}: start`);
    cpu.push(Math.min(...await repeated(bench, () => startCpu(contender))));
    first.push(contender.isPrompt ? median(await repeated(bench, () => firstLineMs(bench, contender))) : undefined);
  }
  return {
    about: `Until all programs are attached, the kernel's check of them included (the least of ${bench.rounds(rounds)} starts), and until the first line about a connection, while 200 a second are made (the median):`,
    columns: contenders.map(({ name }) => name),
    rows: [
      { title: 'CPU of the start, s', values: cpu, goal: '0.3' },
      { title: 'start to the first line, ms', values: first, goal: '250' },
    ],
  };
}

async function probesTable(bench: Bench): Promise<Table> {
  const emptyNs = await emptyRunNs(bench);
  const names = probeArguments.map(({ name }) => name);
  const rows: Row[] = [];
  for (const choice of [...names.map((name) => [name]), names]) {
    bench.say(`probes ${choice.join(', ')}`);
    const command = runOf(bench.executable, '--probes', choice.join(','), '--existing-connections', 'false');
    const cpu = Math.min(...await repeated(bench, () => startCpu(command)));
    const figures = await whileRunning(command, async ({ pid }) => {
      await bench.quiet.wait();
      const rss = memoryOf(pid);
      const { own, bpf } = await costOf(pid, emptyNs, () => pause(bench.count(idleSeconds * 1000)));
      return [rss, heldKb(bench.libbpf, pid) / 1024, (own + bpf) / (bench.count(idleSeconds * 1000) / 1000) * 100];
    });
    rows.push({ title: choice.length > 1 ? 'all of them' : choice.join(), values: [cpu, ...figures] });
  }
  return {
    about: 'Each probe by itself, `probes = ...`, and nothing of what was open before. Idle is a machine where the bench alone is at work, which is something to trace for all but those of connections.',
    columns: ['CPU of the start, s', 'resident, idle, MB', 'BPF maps, MB', 'idle CPU, own and BPF, % of one'],
    rows,
  };
}

/** The same start with and without them. */
async function openTable(bench: Bench, contenders: readonly Contender[]): Promise<Table> {
  const count = bench.count(open);
  const own = contenders.filter(({ stdin }) => stdin !== undefined);
  const figures = (contender: Contender): Promise<readonly [number, number]> => whileRunning(contender, async (running) => {
    await running.drained();
    return [cpuOf(running.pid), memoryOf(running.pid)];
  });
  const [without, beside]: [(readonly [number, number])[], (readonly [number, number])[]] = [[], []];
  await bench.quiet.wait();
  for (const contender of own) without.push(await figures(contender));
  bench.say(`${count} open connections`);
  await heldOpen(bench, count, async () => {
    for (const contender of own) beside.push(await figures(contender));
  });
  const more = (at: 0 | 1): readonly number[] => beside.map((one, index) => one[at] - (without[index]?.[at] ?? NaN));
  return {
    about: `${count.toLocaleString('en')} connections that are open at the start, both ends of each on this host, in addition to a start without:`,
    columns: own.map(({ name }) => name),
    rows: [
      { title: 'CPU, s', values: beside.map(([cpu]) => cpu), goal: '0.8' },
      { title: 'CPU in addition, s', values: more(0) },
      { title: 'resident in addition, MB', values: more(1), goal: '10' },
    ],
  };
}
