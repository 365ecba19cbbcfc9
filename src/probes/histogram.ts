/** Histograms of the kernel side: bpf/core/slots.h. */
import { slot } from '../generated/samples';

/** Microseconds at which a slot ends; the next one begins there. */
export function slotEnd(index: number): number {
  if (index < 4) return index + 1;
  const power = Math.floor((index + 4) / 4);
  return (5 + (index & 3)) * 2 ** (power - 2);
}

/** By slot how many. */
export class Histogram {
  readonly #counts = new Float64Array(slot.SLOTS);
  total = 0;

  add(index: number, count: number): void {
    if (count === 0) return;
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
    this.total += count;
  }

  /** Microseconds, of which that part, 0 to 1, took no longer: where its slot ends. 0 of an empty one. */
  quantile(part: number): number {
    const wanted = Math.ceil(this.total * part);
    let sum = 0;
    for (let index = 0; index < this.#counts.length && this.total > 0; index += 1) {
      sum += this.#counts[index] ?? 0;
      if (sum >= wanted) return slotEnd(index);
    }
    return 0;
  }
}
