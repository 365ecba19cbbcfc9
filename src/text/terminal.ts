/** Text in the cells of a terminal. */

// Controls, format characters (they reorder or hide text), lone surrogates, unassigned and private characters.
const unsafe = /[\p{C}\p{Zl}\p{Zp}]/gu;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const combining = /\p{M}/u;
const plain = /^[\u0020-\u007e]*$/;

/** Text that a terminal only shows: whatever it might obey, hide or reorder is one U+FFFD each. */
export function safeText(text: string): string {
  return plain.test(text) ? text : text.replace(unsafe, '\ufffd');
}

/** Cells that safe text takes: two for a wide character, none for a combining one. */
export function cells(text: string): number {
  if (plain.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += characterCells(character);
  return sum;
}

/** The text in at most so many cells; what is cut ends with …. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let used = 1;
  let kept = '';
  for (const character of text) {
    used += characterCells(character);
    if (used > width) break;
    kept += character;
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

function characterCells(character: string): number {
  if (wide.test(character)) return 2;
  return combining.test(character) ? 0 : 1;
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
