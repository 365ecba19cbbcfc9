/** What a parser throws: the words say what is allowed, or what is wrong with the value. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Text of a conf file to a value. Throws a Refusal, nothing else. */
export type Parse<T> = (text: string) => T;

const shownCharacters = 60;

/** A value as it may stand in a message of one line: quoted, control characters escaped, cut. */
export function shown(text: string): string {
  return JSON.stringify(text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);
}
