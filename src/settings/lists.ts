/** Lists as people write them: commas, quotes of any kind, backslashes. */
import { Refusal, shown } from './refusal';

/** The most entries a list may have; the kernel's filter maps are made for it. */
export const maximumListEntries = 1024;

const closing: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '„': '“', '‘': '’' };
/** What means something outside of quotes; behind a backslash it does not. */
const special = /[\s,;|，；、^$?[\]!"'`”’]/u;
const invisible = /[\p{Cf}\p{Cc}]/u;

/** An entry while it is read; its tokens are characters, or two where the first is a backslash. */
interface Entry {
  readonly tokens: string[];
  /** The closing quote that is waited for. */
  quote?: string | undefined;
  isQuoted?: true;
  hasComma?: true;
}

/**
 * The entries of a comma list, trimmed; no text at all is no entry, and one comma may end the list. A backslash takes the next character
 * literally, so that a name may hold a comma; it stays in the entry for the entry's own parser. Quotes around an entry are left out, and
 * stand for backslashes before what they hold; so are quotes around the whole list.
 */
export function listEntries(text: string): string[] {
  const entries = readEntries(text);
  const [only] = entries;
  if (entries.length === 1 && only?.isQuoted && (only.hasComma || only.tokens.length === 0)) return listEntries(text.trim().slice(1, -1));
  const trimmed = entries.map(({ tokens }) => trimmedText(tokens));
  if (trimmed.at(-1) === '' && !entries.at(-1)?.isQuoted) trimmed.pop();
  if (trimmed.includes('')) throw new Refusal('has an empty entry between commas');
  refuseTooMany(trimmed.length);
  for (const entry of trimmed) refuseOtherSeparators(entry);
  return trimmed;
}

/** A single word or number: without blanks and quotes around it. */
export function unquoted(text: string): string {
  const trimmed = text.trim();
  const quote = closing[trimmed[0] ?? ''];
  return trimmed.length > 1 && quote === trimmed.at(-1) ? trimmed.slice(1, -1).trim() : trimmed;
}

function readEntries(text: string): readonly Entry[] {
  const entries: Entry[] = [{ tokens: [] }];
  for (const token of text.match(/\\.|\\$|[^\\]/gsu) ?? []) {
    const entry = entries.at(-1) ?? { tokens: [] };
    if (token === '\\') throw new Refusal('must not end with a backslash');
    if (entry.quote !== undefined) takeQuoted(entry, token);
    else if (token === ',') entries.push({ tokens: [] });
    else takeBare(entry, token);
    refuseTooMany(entries.length - 1); // one comma may end the list
  }
  if (entries.at(-1)?.quote !== undefined) throw new Refusal('has a quote that is not closed; write a backslash before a quote that is part of a name');
  return entries;
}

function refuseTooMany(count: number): void {
  if (count > maximumListEntries) throw new Refusal(`must have at most ${maximumListEntries} entries`);
}

function takeQuoted(entry: Entry, token: string): void {
  if (token === entry.quote) {
    entry.quote = undefined;
    return;
  }
  if (token === ',') entry.hasComma = true;
  entry.tokens.push(special.test(token[0] ?? '') ? `\\${token}` : token);
}

function takeBare(entry: Entry, token: string): void {
  const isFirst = entry.tokens.length === 0;
  if (entry.isQuoted && token !== '*' && !isBlank(token)) throw new Refusal(`has ${shown(token)} behind a closing quote: put a comma between`);
  if (isFirst && !entry.isQuoted && closing[token] !== undefined) {
    entry.quote = closing[token];
    entry.isQuoted = true;
  } else if (!isFirst || !isBlank(token)) {
    entry.tokens.push(token);
  }
}

function isBlank(token: string): boolean {
  return token.trim() === '';
}

/** Blanks at the ends go, unless a backslash keeps them. */
function trimmedText(tokens: readonly string[]): string {
  return tokens.slice(0, tokens.findLastIndex((token) => !isBlank(token)) + 1).join('');
}

/** What other formats have between entries would make one entry of them, which matches nothing. */
function refuseOtherSeparators(entry: string): void {
  const bare = bareText(entry);
  if (/[;|，；、]/.test(bare)) throw new Refusal(`has ${shown(entry)}: put commas between entries; quotes around a name keep what is in it`);
  if (/\s/.test(bare)) throw new Refusal(`has ${shown(entry)}: put a comma between entries, or quotes around a name with a blank`);
  const [hidden] = invisible.exec(bare) ?? [];
  if (hidden !== undefined) throw new Refusal(`has ${shown(entry)}: an invisible character, U+${hidden.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}; type it anew`);
  if (/["”]/.test(bare) || /['`’]$/.test(bare)) throw new Refusal(`has ${shown(entry)}: a quote begins or ends within; write a backslash before a quote that is part of a name`);
}

/** Without what a backslash takes literally. */
export function bareText(entry: string): string {
  return entry.replace(/\\./gsu, '');
}
