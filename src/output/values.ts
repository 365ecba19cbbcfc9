/** Events as values: what the table and `run` show, and tests compare. */
import { addressText } from '../text/address';
import type { Fields } from '../text/columns';
import { finite, type Key, wholeMicros, type Word } from '../text/emit';
import { idText } from '../text/id';
import { type Escaped, parsedJsonText } from '../text/json';
import type { Keys } from '../text/keys';
import type { Format } from './format';

/** Something that shows events; of one that it does not show nothing comes. */
export interface View {
  /** Text, whole lines. @param kind the sourcetype without `ebpf:` @param time seconds since 1970 */
  event(kind: string, time: number, fields: Fields): string;
  end(): string;
}

export class ValueFormat implements Format {
  readonly #view: View;
  #kind = '';
  #time = 0;
  #fields: Record<string, unknown> = {};
  #text = '';
  ended = 0;
  readonly jsonBytes = 0;

  constructor(view: View) {
    this.#view = view;
  }

  readonly escape = (jsonText: string): Escaped => jsonText as Escaped;
  readonly opening = (): string => '';
  readonly closing = (): string => this.#view.end();

  get waitingBytes(): number {
    return this.#text.length;
  }

  writeInto(): void {
    // It makes text, and few events of it.
  }

  begin(kind: string, us: number): void {
    this.#kind = kind;
    this.#time = wholeMicros(us) / 1e6;
    this.#fields = {};
  }

  number({ name }: Key, value: number): void {
    this.#fields[name] = finite(value);
  }

  word({ name, value }: Word): void {
    this.#fields[name] = value;
  }

  text({ name }: Key, text: string): void {
    this.#fields[name] = text;
  }

  micros({ name }: Key, us: number): void {
    this.#fields[name] = finite(Math.round(us)) / 1e6;
  }

  address({ name }: Key, view: DataView, at: number): void {
    this.#fields[name] = addressText(view, at);
  }

  id({ name }: Key, low: number, high: number): void {
    this.#fields[name] = idText(low, high);
  }

  keys({ pairs }: Keys): void {
    for (const [name, value] of pairs) this.#fields[name] = typeof value === 'string' ? parsedJsonText(value) : value;
  }

  end(): void {
    this.ended += 1;
    this.#text += this.#view.event(this.#kind, this.#time, this.#fields);
  }

  undo(): void {
    this.#fields = {};
  }

  take(): Uint8Array {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    return bytes;
  }
}
