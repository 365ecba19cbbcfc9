/** The links between programs and their hooks. */
import type { Libbpf, Pointer } from './libbpf';
import type { BpfObject } from './object';
import { functions, isHooked, type Program, type Tracepoints } from '../program';

export class Links {
  readonly #libbpf: Libbpf;
  readonly #links: Pointer[] = [];

  constructor(libbpf: Libbpf) {
    this.#libbpf = libbpf;
  }

  /** Attaches all functions of these programs, in their order; of those that are hooked to one. Throws: detach then. */
  attach(object: BpfObject, programs: readonly Program[], tracepoints: Tracepoints): void {
    for (const program of programs.filter(isHooked)) {
      const [, category = '', also] = program.also?.split('/') ?? [];
      for (const name of functions(program, tracepoints)) {
        this.#links.push(this.#libbpf.attach(object.program(name)));
        if (also !== undefined) this.#links.push(this.#libbpf.attachTracepoint(object.program(name), category, also));
      }
    }
  }

  /** Idempotent. The last one first. */
  detach(): void {
    for (const link of this.#links.splice(0).reverse()) this.#libbpf.destroyLink(link);
  }
}
