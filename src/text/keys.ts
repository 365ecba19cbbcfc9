/** Keys with their values that are made ready once, and then copied into many events: what is said of a process. */
import type { Fragment } from './emit';
import type { Escaped } from './json';

type Value = number | string;

export class Keys {
  /** Encoded by the first output that writes them. */
  fragment: Fragment | undefined;

  private constructor(
    /** ,"process_name":"wget","user_id":0 */
    readonly text: string,
    readonly pairs: readonly (readonly [name: string, value: Value])[],
  ) {}

  static readonly none = new Keys('', []);

  static number(name: string, value: number): Keys {
    return new Keys(`,"${name}":${value}`, [[name, value]]);
  }

  /** No key if it is empty. */
  static text(name: string, text: Escaped): Keys {
    return text === '' ? Keys.none : new Keys(`,"${name}":"${text}"`, [[name, text]]);
  }

  /** One of few values that this program knows. */
  static word(name: string, value: 'current'): Keys {
    return new Keys(`,"${name}":"${value}"`, [[name, value]]);
  }

  static joined(...all: readonly Keys[]): Keys {
    return new Keys(all.map(({ text }) => text).join(''), all.flatMap(({ pairs }) => pairs));
  }

  get bytes(): number {
    return Buffer.byteLength(this.text);
  }

  get isEmpty(): boolean {
    return this.text === '';
  }
}
