/** What it costs those who trace nothing: system calls, messages and servers, without the tracer and beside it, in turns. */
import { emptyRunNs } from '../empty';
import type { Bench, Group, Row, Table } from '../group';
import { callWay, runOf } from '../input';
import { median } from '../numbers';
import { Running } from '../running';
import { Load, messageRunTimes } from './load';
import { nginxOf } from './nginx';
import { redisOf } from './redis';

const rounds = 4;
const ways = ['auto', 'off'] as const;

/** Somebody who works beside the tracer. */
export interface Bystander {
  /** Of what one is, with its unit. */
  readonly title: string;
  /** CPU time of one, by a round of many. */
  readonly round: () => Promise<number>;
  readonly end: () => void;
}

export const servers: Group = {
  name: 'servers',
  title: 'What others pay',
  measure: async (bench) => {
    const bystanders: readonly Bystander[] = [load(bench, 'getpid', 'getpid, ns'), load(bench, 'messages', 'a byte sent and received over loopback, ns'), ...await redisOf(bench), ...await nginxOf(bench)];
    try {
      const tables: Table[] = [];
      for (const way of ways) tables.push(await taxTable(bench, way, bystanders));
      return [...tables, await messageTable(bench)];
    } finally {
      for (const bystander of bystanders) bystander.end();
    }
  },
};

function load(bench: Bench, kind: 'getpid' | 'messages', title: string): Bystander {
  const own = new Load(bench, kind);
  return { title, round: () => own.round(), end: () => own.end() };
}

/** Other work on the machine touches both of a pair. */
async function taxTable(bench: Bench, way: string, bystanders: readonly Bystander[]): Promise<Table> {
  const without: number[][] = bystanders.map(() => []);
  const beside: number[][] = bystanders.map(() => []);
  let seenBy = '';
  for (let round = 0; round < bench.rounds(rounds); round += 1) {
    bench.say(`system_calls = ${way}, pair ${round + 1} of ${bench.rounds(rounds)}`);
    await bench.quiet.wait();
    for (const [at, bystander] of bystanders.entries()) without[at]?.push(await bystander.round());
    const running = await Running.start(runOf(bench.executable, '--existing-connections', 'false', '--system-calls', way));
    for (const [at, bystander] of bystanders.entries()) beside[at]?.push(await bystander.round());
    await running.stop();
    seenBy = callWay(running);
  }
  const row = ({ title }: Bystander, at: number): Row => {
    const [before, after] = [median(without[at] ?? []), median(beside[at] ?? [])];
    return { title, values: [before, after, (after / before - 1) * 100, Math.min(...without[at] ?? []), Math.min(...beside[at] ?? [])], ...(at === 0 ? { goal: '0 %' } : {}) };
  };
  return {
    about: `\`system_calls = ${way}\`, by which this kernel's calls are seen by: ${seenBy}. CPU time, medians of ${bench.rounds(rounds)} pairs:`,
    columns: ['without the tracer', 'beside it', 'more, %', 'without, least', 'beside, least'],
    rows: bystanders.map(row),
  };
}

async function messageTable(bench: Bench): Promise<Table> {
  const empty = await emptyRunNs(bench);
  const running = await Running.start(runOf(bench.executable, '--existing-connections', 'false'));
  const times = await messageRunTimes(bench, running.pid);
  await running.stop();
  return {
    about: `Programs that run for each message of a connection, less one that does nothing (${empty.toFixed(0)} ns a run):`,
    columns: ['programs', 'together, ns'],
    rows: [{ title: 'a message', values: [times.length, times.reduce((sum, ns) => sum + ns - empty, 0)], goal: '40 ns' }],
  };
}
