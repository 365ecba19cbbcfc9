/** The C program: built once a test run, a process a case. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CaseTruth, caseOf } from './truth_lines';

const sources = join(__dirname, '..', 'workloads');
const flags = ['-std=gnu17', '-O1', '-D_GNU_SOURCE', '-static', '-pthread', '-Wall', '-Wextra', '-Werror', '-Wno-missing-field-initializers'];
const patienceMs = 100_000;

export interface WorkloadCase {
  readonly name: string;
  readonly before: boolean;
  readonly heavy: boolean;
}

/** Static, so that it runs in any guest. */
export function buildWorkload(folder = mkdtempSync(join(tmpdir(), 'workload-'))): string {
  const program = join(folder, 'workload');
  const files = readdirSync(sources).filter((name) => name.endsWith('.c')).map((name) => join(sources, name));
  execFileSync('gcc', [...flags, '-o', program, ...files], { stdio: ['ignore', 'inherit', 'inherit'] });
  return program;
}

export function listCases(program: string): WorkloadCase[] {
  const lines = execFileSync(program, ['list'], { encoding: 'utf8' }).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as WorkloadCase);
}

/** A case that runs; one with a part before the tracer's start waits until it is told to go on. */
export class RunningCase {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #text = '';
  #errors = '';

  constructor(program: string, name: string, ...rest: readonly string[]) {
    this.name = name;
    this.#child = spawn(program, [name, ...rest], { timeout: patienceMs, killSignal: 'SIGKILL' });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#child.stdin?.on('error', () => undefined); // a case that needs no word may have ended
    this.#closed = once(this.#child, 'close');
  }

  get text(): string {
    return this.#text;
  }

  /** Until it has printed a text. */
  async printed(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      if (this.#child.exitCode !== null) throw new Error(`${this.name} ended early: ${this.#errors}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** A storm ends after those that are under way. */
  enough(): void {
    this.#child.kill('SIGUSR1');
  }

  goOn(): void {
    this.#child.stdin?.end('\n');
  }

  async end(): Promise<CaseTruth> {
    await this.#closed;
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== 0) throw new Error(`workload ${this.name}: ${signalCode ?? exitCode}: ${this.#errors}`);
    return caseOf(this.name, this.#text);
  }
}

export async function runCase(program: string, name: string): Promise<CaseTruth> {
  const running = new RunningCase(program, name);
  running.goOn();
  return running.end();
}
