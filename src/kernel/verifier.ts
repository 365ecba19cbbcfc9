/** What the kernel's verifier says of a program that it refuses. */
import type { Libbpf, Pointer } from './libbpf';

/** Zeroed memory that is not touched costs nothing; before 6.4 a log that does not fit hides the error. */
const logBytes = 16 * 1024 * 1024;
const summary = /^(processed|max_states|peak_states|mark_read|verification time|stack depth|insns processed)/;

/** One buffer for all of an object's programs: libbpf asks for words only after a refusal, the last one tried. */
export class VerifierLog {
  readonly #bytes = Buffer.alloc(logBytes);

  listenTo(libbpf: Libbpf, program: Pointer): void {
    libbpf.setLog(program, this.#bytes, logBytes);
  }

  /** The last line but the summary: what was refused; with the instruction before it. */
  get lastWords(): string {
    const lines = this.#bytes.toString('latin1', 0, this.#bytes.indexOf(0)).trim().split('\n').filter((line) => !summary.test(line));
    return lines.slice(-2).join(' | ');
  }
}
