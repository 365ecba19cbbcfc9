/** What probes with a budget (bpf/core/budget.h) do alike: sums of all CPUs together, and whose first event was reported. */
import type { Elements } from '../elements';
import type { Owner, Owners } from '../services/owners/owners';

/** What was counted behind the first one, which was reported. */
export interface Behind {
  /** Where one of its keys lies. */
  readonly at: number;
  readonly count: number;
  readonly firstNs: number;
  readonly lastNs: number;
}

/** Of a sum's value: how to read it. */
type Get = Readonly<Record<'count' | 'first_ns' | 'last_ns', (view: DataView, base: number) => number>>;

export function behindFirst(get: Get, values: DataView, place: number, at: number): Behind {
  return { at, count: Math.max(0, get.count(values, place) - 1), firstNs: get.first_ns(values, place), lastNs: get.last_ns(values, place) };
}

export function joinedBehind(a: Behind, b: Behind): Behind {
  const first = [a, b].filter(({ count }) => count > 0).map(({ firstNs }) => firstNs);
  return { at: a.at, count: a.count + b.count, firstNs: first.length === 0 ? 0 : Math.min(...first), lastNs: Math.max(a.lastNs, b.lastNs) };
}

/** By key, of all CPUs. @param cpuAt where a key has the CPU, its last member */
export function merged<Sum>({ count, keyBytes, valueBytes, keys, values }: Elements, cpuAt: number, read: (values: DataView, place: number, at: number) => Sum, joined: (a: Sum, b: Sum) => Sum): readonly Sum[] {
  const byKey = new Map<string, Sum>();
  for (let index = 0; index < count; index++) {
    const at = index * keyBytes;
    const key = bytesOf(keys, at, cpuAt);
    const part = read(values, index * valueBytes, at);
    const other = byKey.get(key);
    byKey.set(key, other === undefined ? part : joined(other, part));
  }
  return [...byKey.values()];
}

export function bytesOf(keys: DataView, at: number, length: number): string {
  return Buffer.from(keys.buffer, keys.byteOffset + at, length).toString('latin1');
}

/** By the id of their description, which may be gone when the sum is read: whose first was reported in this interval, and in the one before, whose sums are read a second later. */
export class Firsts {
  readonly #owners: Pick<Owners, 'find'>;
  #now = new Map<number, Owner>();
  #before = new Map<number, Owner>();

  constructor(owners: Pick<Owners, 'find'>) {
    this.#owners = owners;
  }

  remember(id: number): void {
    const found = this.#owners.find(id);
    if (found !== undefined) this.#now.set(id, found);
  }

  find(id: number): Owner | undefined {
    return this.#now.get(id) ?? this.#before.get(id);
  }

  /** The sums of an interval have been read. */
  turn(): void {
    [this.#before, this.#now] = [this.#now, new Map<number, Owner>()];
  }
}
