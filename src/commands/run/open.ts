/** The connections that are open: what their first event had, for the line of their end. Bounded. */
import type { Fields } from '../../text/columns';

/** Beyond it the oldest are forgotten, and the lines of their ends have no user and no command. */
const mostOpen = 65536;

export interface Open {
  readonly time: number;
  readonly fields: Fields;
}

export class OpenConnections {
  readonly #open = new Map<string, Open>();
  /** Those of them that have no line yet, the oldest first. */
  readonly #unshown = new Map<string, Open>();

  get size(): number {
    return this.#open.size;
  }

  add(flow: string, open: Open, isShown: boolean): void {
    const [oldest] = this.#open.keys();
    if (this.#open.size >= mostOpen && oldest !== undefined) this.take(oldest);
    this.#open.set(flow, open);
    if (!isShown) this.#unshown.set(flow, open);
  }

  /** An interval report of summary mode: what was added since the one before. */
  addTraffic(flow: string, report: Open): void {
    const first = this.#open.get(flow);
    if (first === undefined) return this.add(flow, report, true);
    this.#open.set(flow, { ...first, fields: { ...first.fields, ...sums(first.fields, report.fields) } });
  }

  /** The connection has ended. */
  take(flow: string): Open | undefined {
    const open = this.#open.get(flow);
    this.#open.delete(flow);
    this.#unshown.delete(flow);
    return open;
  }

  /** What is known of each. */
  *all(): Generator<Fields> {
    for (const { fields } of this.#open.values()) yield fields;
  }

  /** Those without a line that began before then: each is given once. */
  *before(time: number): Generator<Open> {
    for (const [flow, open] of this.#unshown) {
      if (open.time > time) return;
      this.#unshown.delete(flow);
      yield open;
    }
  }
}

/** The bytes of two events of a connection, each of which has a part. */
export function sums(first: Fields | undefined, last: Fields): Fields {
  const parts = ['bytes_in', 'bytes_out'].flatMap((key) => {
    const [one, other] = [Number(first?.[key] ?? 0), Number(last[key] ?? 0)];
    return one + other === 0 ? [] : [[key, one + other] as const];
  });
  return Object.fromEntries(parts);
}
