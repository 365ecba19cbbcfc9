/** A control group within which connects reach another address and port than they ask for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorkload, RunningCase } from '../truth/workload';

/** What asks for that port, whatever the address. */
export type Exchange = readonly [fromPort: number, address: string, port: number];

export class RewritingGroup {
  readonly #mount = mkdtempSync(join(tmpdir(), 'rewriting-'));
  readonly #group = join(this.#mount, `rewriting-${process.pid}`);
  readonly #rewriter: RunningCase;

  private constructor(exchanges: readonly Exchange[]) {
    execFileSync('mount', ['-t', 'cgroup2', 'none', this.#mount]);
    mkdirSync(this.#group);
    this.#rewriter = new RunningCase(buildWorkload(), 'rewrite', this.#group, ...exchanges.flat().map(String));
  }

  static async make(exchanges: readonly Exchange[]): Promise<RewritingGroup> {
    const made = new RewritingGroup(exchanges);
    await made.#rewriter.printed('ready');
    return made;
  }

  /** What stands before a command that is to run in it. */
  get prefix(): readonly string[] {
    return ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', this.#group];
  }

  /** When nobody is in it any more. */
  remove(): void {
    this.#rewriter.goOn();
    rmdirSync(this.#group);
    execFileSync('umount', [this.#mount]);
    rmdirSync(this.#mount);
  }
}
