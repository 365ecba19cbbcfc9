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

/** The most entries a list may have; the kernel's filter maps are made for it. */
export const maximumListEntries = 1024;

/**
 * The entries of a comma list, trimmed; no text at all is no entry, and one comma may end the list. A backslash takes the next character literally,
 * so that a name may hold a comma; it stays in the entry for the entry's own parser.
 */
export function listEntries(text: string): string[] {
  if (text.trim() === '') return [];
  const entries: string[][] = [[]];
  for (const token of text.match(/\\.|\\$|[^\\]/gsu) ?? []) {
    if (token === '\\') throw new Refusal('must not end with a backslash');
    if (token === ',') entries.push([]);
    else entries.at(-1)?.push(token);
  }
  const trimmed = entries.map(trimmedText);
  if (trimmed.length > 1 && trimmed.at(-1) === '') trimmed.pop();
  if (trimmed.includes('')) throw new Refusal('has an empty entry between commas');
  if (trimmed.length > maximumListEntries) throw new Refusal(`must have at most ${maximumListEntries} entries`);
  return trimmed;
}

/** Blanks at the ends go, unless a backslash keeps them. */
function trimmedText(tokens: readonly string[]): string {
  const isText = (token: string): boolean => token.trim() !== '';
  return tokens.slice(tokens.findIndex(isText), tokens.findLastIndex(isText) + 1).join('');
}
