/** What run shows of what is traced: filters of the view, behind those of the kernel. */
import type { Fields } from '../../output/columns';
import type { Format } from '../../output/format';
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

/** Another format's events, as far as they are chosen. Health passes, and is not counted. */
export class ChosenEvents implements Format {
  readonly #format: Format;
  readonly #choice: Choice;
  readonly #open = new Set<string>();
  #left: number;

  constructor(format: Format, choice: Choice) {
    this.#format = format;
    this.#choice = choice;
    this.#left = choice.count;
  }

  readonly escape = (jsonText: string): string => this.#format.escape(jsonText);
  readonly bytes = (json: string): number => this.#format.bytes(json);
  readonly start = (): string => this.#format.start();
  readonly end = (): string => this.#format.end();

  /** Connections of ours that have begun and not ended. */
  get stillOpen(): number {
    return this.#open.size;
  }

  event(sourcetype: string, time: string, json: string): string {
    if (sourcetype === 'ebpf:health') return this.#format.event(sourcetype, time, json);
    if (this.#left === 0 || !this.#isChosen(JSON.parse(json) as Fields)) return '';
    this.#left -= 1;
    if (this.#left === 0) this.#choice.onEnough();
    return this.#format.event(sourcetype, time, json);
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
