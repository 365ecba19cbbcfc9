/** What a process, an open and a request to a disk cost, beside what libbpf-tools take for it. */
import { costOf } from '../counting';
import { emptyRunNs } from '../empty';
import type { Bench, Group, Row } from '../group';
import { median } from '../numbers';
import { present } from '../present';
import { type Command, Running } from '../running';
import { type Load, loadsOf } from './loads';

const rounds = 3;

export const host: Group = {
  name: 'host',
  title: 'Processes, files and disks',
  measure: async (bench) => {
    const emptyNs = await emptyRunNs(bench);
    const rows: Row[] = [];
    for (const load of loadsOf(bench)) rows.push(...await rowsOf(bench, load, emptyNs));
    return [{
      about: `CPU microseconds each, BPF's less what counting it costs (${emptyNs.toFixed(0)} ns a run); medians of ${bench.rounds(rounds)} rounds, the tracers in turn.`,
      columns: ['own process', 'BPF', 'both', 'of that of the tool beside', 'lines each'],
      rows,
    }];
  },
};

/** The kernel may refuse what a tool needs, as fentry: that is said, and its figures stay away. */
async function startedOr({ say }: Bench, command: Command): Promise<Running | undefined> {
  try {
    return await Running.start(command);
  } catch (error) {
    say(`SKIPPED: ${String(error)}`);
    return undefined;
  }
}

interface Figures {
  readonly own: number;
  readonly bpf: number;
  readonly lines: number;
}

async function rowsOf(bench: Bench, load: Load, emptyNs: number): Promise<readonly Row[]> {
  const tracers = present(load.tracers, bench.say);
  const measured = tracers.map(() => [] as Figures[]);
  for (let round = 0; round < bench.rounds(rounds); round += 1) {
    bench.say(`${load.name}, round ${round + 1} of ${bench.rounds(rounds)}`);
    for (const [at, { command, isLine }] of tracers.entries()) {
      const running = await startedOr(bench, { command });
      if (running === undefined) continue;
      await bench.quiet.wait();
      const cost = await costOf(running.pid, emptyNs, async () => {
        await load.make();
        await running.drained();
      });
      await running.stop();
      const lines = [...running.lines()].filter(({ text }) => isLine(text)).length;
      measured[at]?.push({ own: cost.own / load.count, bpf: cost.bpf / load.count, lines: lines / load.count });
    }
  }
  const both = (figures: readonly Figures[]): number => median(figures.map(({ own, bpf }) => (own + bpf) * 1e6));
  const tool = tracers.findIndex(({ isTool }) => isTool);
  return measured.map((figures, at) => ({
    title: `${load.name}: ${tracers[at]?.name}`,
    values: [
      median(figures.map(({ own }) => own * 1e6)), median(figures.map(({ bpf }) => bpf * 1e6)), both(figures),
      tool < 0 ? undefined : both(figures) / both(measured[tool] ?? []), median(figures.map(({ lines }) => lines)),
    ],
  }));
}
