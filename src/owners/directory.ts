/**
 * Names of users that /etc/passwd has not: asked for without waiting, a few at a time, and remembered for a while,
 * also that there is none.
 */
import { nameOfUid } from '../kernel/getent';

const askedAtOnce = 2;
/** What is beyond is asked for when it is wanted again. */
const mostWaiting = 256;
const mostAnswers = 10_000;
const answerLastsMs = 600_000;
const silenceLastsMs = 60_000;

interface Answer {
  readonly name: string | undefined;
  readonly untilMs: number;
}

export class Directory {
  readonly #ask: typeof nameOfUid;
  readonly #nowMs: () => number;
  readonly #answers = new Map<number, Answer>();
  /** What waits for a uid's name; the first ones are being asked for. */
  readonly #waiting = new Map<number, (() => void)[]>();
  #asked = 0;
  #isThere = true;

  /** @param ask rejects where nobody can be asked: then it is not called again */
  constructor(ask = nameOfUid, nowMs: () => number = () => performance.now()) {
    this.#ask = ask;
    this.#nowMs = nowMs;
  }

  /** The name, also one that is old and asked for again; undefined: none, or not yet. */
  nameOf(uid: number): string | undefined {
    const answer = this.#answers.get(uid);
    if (answer === undefined || answer.untilMs < this.#nowMs()) this.#wantName(uid);
    return answer?.name;
  }

  /** Called once, when a name that is being waited for has come; never for one that is not. */
  whenNamed(uid: number, use: () => void): void {
    this.#waiting.get(uid)?.push(use);
  }

  #wantName(uid: number): void {
    if (!this.#isThere || this.#waiting.has(uid) || this.#waiting.size >= mostWaiting) return;
    this.#waiting.set(uid, []);
    this.#askNext();
  }

  #askNext(): void {
    const next = [...this.#waiting.keys()][this.#asked];
    if (next === undefined || this.#asked >= askedAtOnce) return;
    this.#asked += 1;
    void this.#askFor(next);
  }

  async #askFor(uid: number): Promise<void> {
    try {
      const name = await this.#ask(uid);
      this.#remember(uid, name);
    } catch {
      this.#isThere = false;
    }
    const uses = this.#waiting.get(uid) ?? [];
    this.#waiting.delete(uid);
    this.#asked -= 1;
    if (!this.#isThere) this.#waiting.clear();
    else if (this.#answers.get(uid)?.name !== undefined) for (const use of uses) use();
    this.#askNext();
  }

  /** Where nobody answered, what was known holds on. */
  #remember(uid: number, name: string | null | undefined): void {
    const known = this.#answers.get(uid)?.name;
    const [first] = this.#answers.keys();
    if (this.#answers.size >= mostAnswers && first !== undefined) this.#answers.delete(first);
    const lastsMs = name === undefined ? silenceLastsMs : answerLastsMs;
    this.#answers.set(uid, { name: name === undefined ? known : name ?? undefined, untilMs: this.#nowMs() + lastsMs });
  }
}
