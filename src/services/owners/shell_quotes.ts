/** How a shell quotes a word, as far as one line shows it. */

/** What is quoted in each of its ways; what does not end, ends with the word. */
const quotes = /'([^']*)(?:'|$)|"((?:[^"\\]|\\[^]|\\$)*)(?:"|$)|\\([^]?)/g;
const withinDouble = /\\(?:\n|([$`"\\]))/g;
const needsNone = /^[\w@%+=:,./*[\]-]+$/;

export function isQuoted(word: string): boolean {
  return /['"\\]/.test(word);
}

/** What the program gets of it, but for what the shell expands. */
export function unquoted(word: string): string {
  return word.replace(quotes, (_, single?: string, double?: string, escaped?: string) => {
    if (single !== undefined) return single;
    if (double !== undefined) return double.replace(withinDouble, '$1');
    return escaped === '\n' ? '' : (escaped ?? '');
  });
}

/** A word that is passed on as this. */
export function quoted(text: string): string {
  if (needsNone.test(text)) return text;
  return text.includes("'") ? `"${text.replace(/["\\$`]/g, '\\$&')}"` : `'${text}'`;
}
