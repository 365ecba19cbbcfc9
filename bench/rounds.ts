/** The main measurement: a storm at full rate, without and with each contender in turn. */
import type { Contender } from './contenders';
import { type Cpu, cpuOf, type Memory, memoryOf } from './proc';
import { quietMachine } from './quiet';
import { Running } from './running';
import { runStorm, type Storm } from './storm';
import { reportedOf } from './reported';

export const stormConnections = 50_000;

export interface Traced {
  /** Just before, without the contender. */
  readonly untraced: Storm;
  readonly storm: Storm;
  /** The contender's own process, until it had reported everything. */
  readonly cpu: Cpu;
  /** Part of the lines that should have come: 1 is all. */
  readonly recall: number;
  /** What it says to have lost. */
  readonly losses: number;
  readonly idle: Memory;
  readonly busy: Memory;
  readonly latenciesMs: readonly number[];
}

/** By the contender's name. */
export type Round = ReadonlyMap<string, Traced>;

/** The order turns from round to round, so that nobody is always first. */
export async function runRound(program: string, contenders: readonly Contender[], round: number): Promise<Round> {
  const traced = new Map<string, Traced>();
  const turned = contenders.map((_, at) => contenders[(at + round) % contenders.length] as Contender);
  for (const contender of turned) traced.set(contender.name, await runTraced(program, contender));
  return traced;
}

async function runTraced(program: string, contender: Contender): Promise<Traced> {
  await quietMachine();
  const untraced = await runStorm(program, stormConnections, 0);
  const running = await Running.start(contender);
  await quietMachine();
  const [before, idle] = [cpuOf(running.pid), memoryOf(running.pid)];
  const storm = await runStorm(program, stormConnections, 0);
  await running.drained();
  const [after, busy] = [cpuOf(running.pid), memoryOf(running.pid)];
  await running.stop();
  const { lines, losses, latenciesMs } = reportedOf(running, contender, storm.port);
  const cpu = { user: after.user - before.user, system: after.system - before.system };
  return { untraced, storm, cpu, recall: lines / (contender.lines * storm.made), losses, idle, busy, latenciesMs };
}
