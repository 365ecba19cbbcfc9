/** What a contender costs at the rates of most hosts, and when nothing happens. */
import { costOf } from '../counting';
import type { Bench } from '../group';
import { quantile } from '../numbers';
import { pause, Running } from '../running';
import type { Contender } from './contenders';
import { reportedOf } from './reported';
import { runStorm } from './storm';

const seconds = 6;

export interface AtRate {
  /** Of one CPU, own and BPF: 1 is all of it. */
  readonly cpu: number;
  /** Voluntary context switches a second. */
  readonly switches: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

/** By rate. @param rates connections a second; 0: none */
export async function atRates(bench: Bench, contender: Contender, rates: readonly number[], emptyNs: number): Promise<ReadonlyMap<number, AtRate>> {
  const running = await Running.start(contender);
  const found: { readonly rate: number; readonly cpu: number; readonly switches: number; readonly port: number }[] = [];
  const took = bench.count(seconds * 1000) / 1000;
  for (const rate of rates) {
    await bench.quiet.wait();
    let [port, began, ended] = [0, performance.now(), 0];
    const { own, bpf, switches } = await costOf(running.pid, emptyNs, async () => {
      if (rate === 0) await pause(took * 1000);
      else port = (await runStorm(bench, rate * took, rate)).port;
      ended = performance.now();
    });
    const lasted = (ended - began) / 1000;
    found.push({ rate, cpu: (own + bpf) / lasted, switches: switches / lasted, port });
  }
  await running.drained();
  await running.stop();
  return new Map(found.map(({ rate, port, ...figures }) => {
    const { latenciesMs } = reportedOf(running, contender, port);
    const latency = (part: number): number | undefined => (contender.isPrompt && latenciesMs.length > 0 ? quantile(latenciesMs, part) : undefined);
    return [rate, { ...figures, p50: latency(0.5), p99: latency(0.99) }];
  }));
}
