/** Text in the cells of a terminal. */
import type StringWidth from 'string-width';

// Controls, format characters (they reorder or hide text), lone surrogates, unassigned and private characters.
const unsafe = /[\p{C}\p{Zl}\p{Zp}]/gu;
const plain = /^[\u0020-\u007e]*$/;
/** Latin letters, dashes, dots and arrows: a cell each, as most texts have, and worth a short way. */
const narrow = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2026\u2190-\u2193]*$/;
/** Loaded where a text asks for it: its tables take as long as a third of all the program. */
const stringWidth = (text: string): number => (require('string-width') as { readonly default: typeof StringWidth }).default(text);

/** Text that a terminal only shows: whatever it might obey, hide or reorder is one U+FFFD each. */
export function safeText(text: string): string {
  return plain.test(text) ? text : text.replace(unsafe, '\ufffd');
}

/** Cells that safe text takes: two for a wide character, none for a combining one. */
export function cells(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** The text in at most so many cells; what is cut ends with …. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  if (narrow.test(text)) return width < 1 ? '' : `${text.slice(0, width - 1)}…`;
  let used = 1;
  let kept = '';
  // What a terminal shows as one: a character with its marks, an emoji of several.
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += cells(segment);
    if (used > width) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** The text in lines of at most so many characters, each but the last up to a blank, a comma or a > where it has one. */
export function folded(text: string, width: number): readonly string[] {
  return text.match(new RegExp(`.{1,${width}}(?<=[ ,>]|$)|.{${width}}`, 'gsu')) ?? [];
}

/** The text in exactly so many cells. */
export function fitted(text: string, width: number, align: 'left' | 'right'): string {
  const short = cut(text, width);
  const blanks = ' '.repeat(width - cells(short));
  return align === 'left' ? short + blanks : blanks + short;
}

const codes = { bold: '1', red: '31', cyan: '36', grey: '90' } as const;
export type Colour = keyof typeof codes;

/** A line in a colour, its end outside of it; undefined: as it is. */
export type Paint = (colour: Colour | undefined, line: string) => string;

export const unpainted: Paint = (_, line) => line;

export const painted: Paint = (colour, line) => (colour === undefined ? line : line.replace(/^.+/, `\u001b[${codes[colour]}m$&\u001b[0m`));

/** Colours are for a terminal that has them, and for people who want them (no-color.org). */
export function paintFor(isTerminal: boolean, { NO_COLOR: no, TERM: term }: NodeJS.ProcessEnv): Paint {
  return isTerminal && !no && term !== 'dumb' ? painted : unpainted;
}
