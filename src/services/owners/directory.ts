/**
 * Names of users that /etc/passwd has not: asked for without waiting, a few at a time, and remembered for a while,
 * also that there is none.
 */
import { nameOfUid } from '../../host/getent';

const askedAtOnce = 2;
/** After each answer: a program with many uids, as in a user namespace, must not keep this host busy with questions. */
const restMs = 200;
/** What is beyond is asked for when it is wanted again. */
const mostWaiting = 256;
const mostAnswers = 10_000;
const answerLastsMs = 600_000;
const silenceLastsMs = 60_000;

interface Answer {
  readonly name: string | undefined;
  readonly untilMs: number;
}

export interface DirectoryOptions {
  /** Rejects where nobody can be asked: then it is not called again. */
  readonly ask?: typeof nameOfUid;
  readonly nowMs?: () => number;
  readonly restMs?: number;
}

export class Directory {
  readonly #options: Required<DirectoryOptions>;
  readonly #answers = new Map<number, Answer>();
  /** What waits for a uid's name. */
  readonly #waiting = new Map<number, (() => void)[]>();
  /** Those that are not asked for yet. */
  readonly #queue: number[] = [];
  #busy = 0;
  #isThere = true;

  constructor(options: DirectoryOptions = {}) {
    this.#options = { ask: nameOfUid, nowMs: () => performance.now(), restMs, ...options };
  }

  /** The name, also one that is old and asked for again; undefined: none, or not yet. */
  nameOf(uid: number): string | undefined {
    const answer = this.#answers.get(uid);
    if (answer === undefined || answer.untilMs < this.#options.nowMs()) this.#want(uid);
    return answer?.name;
  }

  /** Called once, when a name that is being waited for has come; never for one that is not. */
  whenNamed(uid: number, use: () => void): void {
    this.#waiting.get(uid)?.push(use);
  }

  #want(uid: number): void {
    if (!this.#isThere || this.#waiting.has(uid) || this.#waiting.size >= mostWaiting) return;
    this.#waiting.set(uid, []);
    this.#queue.push(uid);
    this.#askNext();
  }

  #askNext(): void {
    const next = this.#busy < askedAtOnce ? this.#queue.shift() : undefined;
    if (next === undefined) return;
    this.#busy += 1;
    void this.#askFor(next).then(() => setTimeout(() => {
      this.#busy -= 1;
      this.#askNext();
    }, this.#options.restMs).unref());
  }

  async #askFor(uid: number): Promise<void> {
    try {
      this.#remember(uid, await this.#options.ask(uid));
    } catch {
      this.#isThere = false;
      this.#queue.length = 0;
      this.#waiting.clear();
    }
    const uses = this.#waiting.get(uid) ?? [];
    this.#waiting.delete(uid);
    if (this.#answers.get(uid)?.name !== undefined) for (const use of uses) use();
  }

  /** Where nobody answered, what was known holds on. */
  #remember(uid: number, name: string | null | undefined): void {
    const known = this.#answers.get(uid)?.name;
    const [first] = this.#answers.keys();
    if (this.#answers.size >= mostAnswers && first !== undefined) this.#answers.delete(first);
    const lastsMs = name === undefined ? silenceLastsMs : answerLastsMs;
    this.#answers.set(uid, { name: name === undefined ? known : name ?? undefined, untilMs: this.#options.nowMs() + lastsMs });
  }
}
