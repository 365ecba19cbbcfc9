/** What run shows of what is traced: filters of the view, behind those of the kernel. */
import type { Format } from '../../output/format';
import { ValueFormat } from '../../output/values';
import type { Fields } from '../../text/columns';
import type { Key, Word } from '../../text/emit';
import type { Keys } from '../../text/keys';
import { resultOf } from './words';

export interface Choice {
  /** Whose connections are shown, by any event of them; undefined: everybody's. */
  readonly isOurs?: ((fields: Fields) => boolean) | undefined;
  readonly onlyFailed: boolean;
  /** Events, or lines, after which `onEnough` is called and no more are shown. */
  readonly count: number;
  readonly onEnough: () => void;
}

/** What has no end by then is the oldest, or its end was lost. */
const mostOpen = 65_536;

/** Another format's events, as far as they are chosen; all of them count as ended. Health passes, and is not counted. */
export class ChosenEvents implements Format {
  readonly #format: Format;
  readonly #choice: Choice;
  readonly #open = new Set<string>();
  /** Events that were let through, by kind. */
  readonly shown = new Map<string, number>();
  /** What is said of the event under way. */
  readonly #values = new ValueFormat({ event: (kind, _, fields) => this.#decide(kind, fields), end: () => '' });
  #isShown = true;
  #left: number;

  constructor(format: Format, choice: Choice) {
    this.#format = format;
    this.#choice = choice;
    this.#left = choice.count;
  }

  /** Connections of ours that have begun and not ended. */
  get stillOpen(): number {
    return this.#open.size;
  }

  readonly escape: Format['escape'] = (jsonText) => this.#format.escape(jsonText);
  readonly opening = (): string => this.#format.opening();
  readonly closing = (): string => this.#format.closing();
  readonly writeInto: Format['writeInto'] = (room) => this.#format.writeInto(room);
  readonly take = (): Uint8Array => this.#format.take();

  get ended(): number {
    return this.#values.ended;
  }

  get jsonBytes(): number {
    return this.#format.jsonBytes;
  }

  get waitingBytes(): number {
    return this.#format.waitingBytes;
  }

  begin(kind: string, us: number): void {
    for (const to of [this.#format, this.#values]) to.begin(kind, us);
  }

  number(key: Key, value: number): void {
    for (const to of [this.#format, this.#values]) to.number(key, value);
  }

  word(word: Word): void {
    for (const to of [this.#format, this.#values]) to.word(word);
  }

  text(key: Key, text: string, mostBytes?: number): void {
    for (const to of [this.#format, this.#values]) to.text(key, text, mostBytes);
  }

  micros(key: Key, us: number): void {
    for (const to of [this.#format, this.#values]) to.micros(key, us);
  }

  address(key: Key, view: DataView, at: number): void {
    for (const to of [this.#format, this.#values]) to.address(key, view, at);
  }

  id(key: Key, low: number, high: number): void {
    for (const to of [this.#format, this.#values]) to.id(key, low, high);
  }

  keys(keys: Keys): void {
    for (const to of [this.#format, this.#values]) to.keys(keys);
  }

  end(): void {
    this.#values.end();
    if (this.#isShown) this.#format.end();
    else this.#format.undo();
  }

  undo(): void {
    for (const to of [this.#format, this.#values]) to.undo();
  }

  #decide(kind: string, fields: Fields): string {
    this.#isShown = kind === 'health' || (this.#left > 0 && this.#isChosen(fields));
    if (kind !== 'health' && this.#isShown) this.#count(kind);
    return '';
  }

  #count(kind: string): void {
    this.shown.set(kind, (this.shown.get(kind) ?? 0) + 1);
    this.#left -= 1;
    if (this.#left === 0) this.#choice.onEnough();
  }

  #isChosen(fields: Fields): boolean {
    if (this.#choice.isOurs?.(fields) === false) return false;
    const { event, flow_id: flow } = fields;
    if (event === 'connect' || event === 'accept') this.#open.add(String(flow));
    if (this.#open.size > mostOpen) this.#open.delete(String(this.#open.values().next().value));
    if (event === 'close') this.#open.delete(String(flow));
    return !this.#choice.onlyFailed || resultOf(fields)?.isFailure === true;
  }
}
