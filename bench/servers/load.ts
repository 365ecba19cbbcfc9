/** bystanders.c: calls or messages of one who makes no connection. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { counted } from '../counting';
import type { Bench } from '../group';
import { programRuns } from '../proc';

const counts = { getpid: 1_000_000, messages: 200_000 } as const;
type Kind = keyof typeof counts;

/** It makes a round for each line that it is given. */
export class Load {
  readonly count: number;
  readonly #child: ChildProcess;
  readonly #lines: Interface;

  constructor({ folder, count }: Bench, kind: Kind) {
    this.count = count(counts[kind]);
    this.#child = spawn(join(folder, 'bystanders'), [kind, String(this.count)], { stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.#child.stdout === null) throw new Error('no output');
    this.#lines = createInterface({ input: this.#child.stdout });
  }

  /** CPU nanoseconds of one. */
  async round(): Promise<number> {
    const line = once(this.#lines, 'line');
    this.#child.stdin?.write('\n');
    return Number((await line)[0]);
  }

  end(): void {
    this.#child.stdin?.end();
  }
}

/** What programs that run for each message take, ns a run, with what counting it costs. @param pid of who holds them */
export async function messageRunTimes(bench: Bench, pid: number): Promise<readonly number[]> {
  const messages = new Load(bench, 'messages');
  await messages.round();
  try {
    return await counted(async () => {
      const before = programRuns(pid);
      await messages.round();
      return [...programRuns(pid)].flatMap(([id, { runs, ns }]) => {
        const made = runs - (before.get(id)?.runs ?? 0);
        return made >= messages.count ? [(ns - (before.get(id)?.ns ?? 0)) / made] : [];
      });
    });
  } finally {
    messages.end();
  }
}
