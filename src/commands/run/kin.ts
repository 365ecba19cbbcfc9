/**
 * The processes of a command: it, and what it has started, however far down, as long as each parent in between is alive
 * when an event of its child is read. What has left its parents behind (a daemon) is not recognised.
 */
import { processStat } from '../../host/process_stat';
import type { Fields } from '../../text/columns';

export class Kin {
  readonly #known: Set<number>;
  /** Found to be others' lately; a pid may become another process's, so that it is asked again after a while. */
  readonly #others = new Set<number>();

  constructor(pid: number) {
    this.#known = new Set([pid]);
  }

  has({ process_id: pid, parent_process_id: parent }: Fields): boolean {
    if (typeof pid !== 'number') return false;
    if (this.#known.has(pid)) return true;
    if (this.#others.has(pid)) return false;
    const isKin = this.#descends(typeof parent === 'number' ? parent : processStat(pid)?.parent);
    (isKin ? this.#known : this.#others).add(pid);
    return isKin;
  }

  forgetOthers(): void {
    this.#others.clear();
  }

  #descends(pid: number | undefined): boolean {
    for (let ancestor = pid; ancestor !== undefined && ancestor > 1; ancestor = processStat(ancestor)?.parent) {
      if (this.#known.has(ancestor)) return true;
    }
    return false;
  }
}
