/** What is measured apart from the storms, because it would disturb them or needs another load. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Contender } from './contenders';
import { bpfSecondsOf } from './proc';
import { quietMachine } from './quiet';
import { pause, Running } from './running';
import { stormConnections } from './rounds';
import { runStorm } from './storm';
import { reportedOf } from './reported';

const statistics = '/proc/sys/kernel/bpf_stats_enabled';
const calm = { connections: 2000, rate: 200 };

/** Seconds that a contender's programs run in the kernel for a storm. Counting costs, so nothing else is taken here. */
export async function bpfSeconds(program: string, contender: Contender): Promise<number> {
  const before = readFileSync(statistics, 'latin1');
  const running = await Running.start(contender);
  await quietMachine();
  writeFileSync(statistics, '1');
  try {
    const began = bpfSecondsOf(running.pid);
    await runStorm(program, stormConnections, 0);
    return bpfSecondsOf(running.pid) - began;
  } finally {
    writeFileSync(statistics, before);
    await running.stop();
  }
}

/** Milliseconds from kernel to standard output of each line, at 200 connections a second. */
export async function calmLatencies(program: string, contender: Contender): Promise<readonly number[]> {
  const running = await Running.start(contender);
  await quietMachine();
  const { port } = await runStorm(program, calm.connections, calm.rate);
  await running.drained();
  await running.stop();
  return reportedOf(running, contender, port).latenciesMs;
}

/** Milliseconds from the start of the process to its first line about a connection, while connections are made. */
export async function firstLineMs(program: string, contender: Contender): Promise<number> {
  await quietMachine();
  const storm = runStorm(program, calm.connections, calm.rate);
  await pause(200);
  const running = new Running(contender);
  const { port } = await storm;
  await running.drained();
  await running.stop();
  for (const { text, cameMs } of running.lines()) {
    if (contender.isOf(text, port)) return cameMs - running.startedMs;
  }
  return NaN;
}
