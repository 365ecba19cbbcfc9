/** How long a tracer takes from its start to its first line about a connection, while connections are made. */
import type { Bench } from '../group';
import { pause, Running } from '../running';
import type { Contender } from '../tcp/contenders';
import { reportedLines } from '../tcp/reported';
import { runStorm } from '../tcp/storm';

const calm = { connections: 1600, rate: 200 };

/** Milliseconds; NaN where none came. */
export async function firstLineMs(bench: Bench, contender: Contender): Promise<number> {
  const storm = runStorm(bench, calm.connections, calm.rate);
  await pause(200);
  const running = new Running(contender);
  const { port } = await storm;
  await running.drained();
  await running.stop();
  for (const { cameMs } of reportedLines(running, contender, port)) return cameMs - running.startedMs;
  return NaN;
}
