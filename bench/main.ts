/** What the benchmark does, in order. */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release } from 'node:os';
import { Splunkd } from '../splunkd';
import { type Contender, contendersOf } from './contenders';
import { bpfSeconds, calmLatencies, firstLineMs } from './passes';
import { renderReport, type Result } from './report';
import { type Round, runRound, stormConnections } from './rounds';
import { runStorm } from './storm';
import { wgetBytes } from './wget';

const [packageFile = '', storm = '', resultFile = '', rounds = '5'] = process.argv.slice(2);
const warmUps = 3;

async function main(): Promise<void> {
  const splunkd = new Splunkd(packageFile);
  process.once('exit', () => splunkd.remove());
  const contenders = contendersOf(splunkd);
  say(`${availableParallelism()} CPUs (${cpus()[0]?.model}), kernel ${release()}; ${rounds} rounds of ${stormConnections} connections each.`);
  const results: Result[] = [];
  for (const contender of contenders) results.push(await measure(contender));
  // Afterwards as many connections are in TIME_WAIT as will be in all rounds.
  for (let run = 0; run < warmUps; run += 1) await runStorm(storm, stormConnections, 0);
  const done: Round[] = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    done.push(await runRound(storm, contenders, round));
  }
  say('', renderReport(results, done));
  writeFileSync(resultFile, JSON.stringify({ results, rounds: done.map(plain) }, undefined, 1));
}

async function measure(contender: Contender): Promise<Result> {
  say(`${contender.name}: latency, start, kernel time, bytes`);
  return {
    contender,
    calmLatenciesMs: contender.isPrompt ? await calmLatencies(storm, contender) : [],
    firstLineMs: contender.isPrompt ? await firstLineMs(storm, contender) : NaN,
    bpfSeconds: await bpfSeconds(storm, contender),
    wgetBytes: contender.stdin === '' ? new Map() : await wgetBytes(contender),
  };
}

/** For the file, without the thousands of single latencies. */
function plain(round: Round): unknown {
  return [...round].map(([name, { latenciesMs: _, ...rest }]) => ({ name, ...rest }));
}

function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
