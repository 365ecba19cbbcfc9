/** A process of any name that does what it is asked, see actor.py. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { NetworkNamespace } from '../traffic/traffic';

export const actorFile = join(__dirname, 'actor.py');

export class Actor {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #errors = '';

  constructor(name: string, namespace: NetworkNamespace) {
    const [program = '', ...prefix] = namespace.prefix();
    this.#child = spawn(program, [...prefix, 'python3', actorFile, name], { timeout: 300_000, killSignal: 'SIGKILL' });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
  }

  /** One after the other. */
  async does(...commands: readonly string[]): Promise<void> {
    for (const command of commands) {
      const ended = once(this.#lines, 'close').then(() => {
        throw new Error(`${command}: ${this.#errors}`);
      });
      this.#child.stdin?.write(`${command}\n`);
      await Promise.race([once(this.#lines, 'line'), ended]);
      ended.catch(() => undefined);
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
