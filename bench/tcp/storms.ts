/** Storms at full rate, without and with each contender in turn. */
import { costOf, type Cost } from '../counting';
import type { Bench } from '../group';
import { memoryOf } from '../proc';
import { Running } from '../running';
import type { Contender } from './contenders';
import { reportedOf } from './reported';
import { runStorm } from './storm';

const connections = 50_000;

export interface Traced {
  /** A connection's, of a storm in which the kernel counts what programs take. */
  readonly cost: Cost;
  /** Seconds of a storm, of one without the contender just before. */
  readonly slowDown: number;
  /** Without the contender: connections a second, and CPU seconds of one. */
  readonly untracedRate: number;
  readonly untracedCpu: number;
  /** Part of the lines that should have come: 1 is all; and what it says to have lost. */
  readonly recall: number;
  readonly losses: number;
  readonly latenciesMs: readonly number[];
  /** MB. */
  readonly idle: number;
  readonly after: number;
}

/** Rounds by the contender's name. The order turns, so that nobody is always first. */
export async function storms(bench: Bench, contenders: readonly Contender[], emptyNs: number, rounds: number): Promise<ReadonlyMap<string, readonly Traced[]>> {
  const traced = new Map<string, Traced[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    bench.say(`storms, round ${round + 1} of ${rounds}`);
    const turned = contenders.map((_, at) => contenders[(at + round) % contenders.length] as Contender);
    for (const contender of turned) traced.get(contender.name)?.push(await runTraced(bench, contender, emptyNs));
  }
  return traced;
}

async function runTraced(bench: Bench, contender: Contender, emptyNs: number): Promise<Traced> {
  const count = bench.count(connections);
  await bench.quiet.wait();
  const untraced = await runStorm(bench, count, 0);
  const running = await Running.start(contender);
  await bench.quiet.wait();
  const idle = memoryOf(running.pid);
  const storm = await runStorm(bench, count, 0);
  await running.drained();
  const after = memoryOf(running.pid);
  const cost = await costOf(running.pid, emptyNs, async () => {
    await runStorm(bench, count, 0);
    await running.drained();
  });
  await running.stop();
  const { lines, losses, latenciesMs } = reportedOf(running, contender, storm.port);
  return {
    cost: { own: cost.own / count, bpf: cost.bpf / count, runs: cost.runs / count, switches: cost.switches / count },
    slowDown: storm.seconds / untraced.seconds, untracedRate: untraced.made / untraced.seconds, untracedCpu: (untraced.user + untraced.system) / untraced.made,
    recall: lines / (contender.lines * storm.made), losses, latenciesMs, idle, after,
  };
}
