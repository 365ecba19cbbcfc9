/** What the kernel left out: runs of programs that were at work already on the same processor (bpf/core/twins.h). */
import type { Libbpf, Pointer } from './libbpf';

/** struct bpf_prog_info of include/uapi/linux/bpf.h: its __u64 recursion_misses, 5.12 and newer; zero before. */
const missesAt = 208;
const infoBytes = 216;

export class SkipReader {
  readonly #libbpf: Libbpf;
  readonly #hooks: readonly (readonly Pointer[])[];
  readonly #info = Buffer.alloc(infoBytes);
  readonly #length = Buffer.alloc(4);

  /** @param hooks of each the functions that are to take its events, one for another */
  constructor(libbpf: Libbpf, hooks: readonly (readonly Pointer[])[]) {
    this.#libbpf = libbpf;
    this.#hooks = hooks;
  }

  /** Since the start, at most so many events that no function took: an upper bound, by hook the least that one of its programs missed. */
  read(): number {
    return this.#hooks.reduce((sum, functions) => sum + Math.min(...functions.map((one) => this.#misses(one))), 0);
  }

  #misses(program: Pointer): number {
    this.#info.fill(0);
    this.#length.writeUInt32LE(infoBytes);
    this.#libbpf.programInfo(this.#libbpf.programFd(program), this.#info, this.#length);
    return Number(this.#info.readBigUInt64LE(missesAt));
  }
}
