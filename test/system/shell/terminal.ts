/** A shell at a terminal of its own, typed to by the test, which waits for what it answers. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../traffic/traffic';

const bridge = join(__dirname, 'bridge.py');
/** Of a line, and of one that goes on: as bridge.py has them. */
const prompt = /(?:READY|MORE)> /g;

export class Terminal {
  static readonly #all = new Set<Terminal>();
  readonly #child: ChildProcessWithoutNullStreams;
  #output = '';
  #said = '';
  #isEnded = false;

  private constructor(command: readonly string[], env: Readonly<Record<string, string>>) {
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn('python3', [bridge, ...command], { env: { PATH, HOME, TERM: 'xterm', LANG: 'C.UTF-8', ...env } });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    this.#child.stdin.on('error', () => undefined); // it has ended
    this.#child.on('close', () => (this.#isEnded = true));
    Terminal.#all.add(this);
  }

  /** Its first prompt is there then. */
  static async open(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
    const terminal = new Terminal(command, env);
    await terminal.#until(() => terminal.#said.includes('\n') && terminal.promptCount > 0);
    return terminal;
  }

  get pid(): number {
    return Number(this.#said.split(/\s/)[0]);
  }

  get tty(): string {
    return this.#said.split(/\s/)[1] ?? '';
  }

  get promptCount(): number {
    return this.#output.match(prompt)?.length ?? 0;
  }

  /** Lines, each when the one before was answered. */
  async type(...lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.paste([line]);
  }

  /** Lines at once: they have to fit what a terminal keeps of what nobody reads. */
  async paste(lines: readonly string[]): Promise<void> {
    const due = this.promptCount + lines.length;
    this.#child.stdin.write(lines.map((line) => `${line}\n`).join(''));
    await this.#until(() => this.promptCount >= due);
  }

  /** A line that something else than the shell answers, with this. */
  async answer(line: string, pattern: RegExp): Promise<void> {
    const from = this.#output.length;
    this.#child.stdin.write(`${line}\n`);
    await this.#until(() => pattern.test(this.#output.slice(from)));
  }

  /** What ends it. Idempotent. */
  async end(line = 'exit'): Promise<void> {
    if (this.#isEnded) return;
    this.#child.stdin.write(`${line}\n`);
    await this.#until(() => this.#isEnded);
  }

  /** All that were opened: their shells find their terminal gone. */
  static async killAll(): Promise<void> {
    for (const terminal of Terminal.#all) await terminal.#kill();
    Terminal.#all.clear();
  }

  async #kill(): Promise<void> {
    if (this.#isEnded) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'close');
  }

  async #until(isSo: () => boolean): Promise<void> {
    await until(isSo, () => `${JSON.stringify(this.#said)} ${JSON.stringify(this.#output.slice(-500))}`);
  }
}
