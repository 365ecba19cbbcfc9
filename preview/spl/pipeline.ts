/** A search as its commands. */
import { closing, endOfQuote } from './argument_words';
import { Unsupported } from './unsupported';

export interface Command {
  readonly name: string;
  readonly text: string;
}

/** @param isChained it goes on from a base search: what stands first is a command, with or without a pipe */
export function commandsOf(spl: string, isChained = false): readonly Command[] {
  const [first = '', ...parts] = split(spl);
  const leading = first.trim();
  if (leading === '') return parts.map(commandOf);
  if (isChained) return [leading, ...parts].map(commandOf);
  const search = /^search\s/.test(leading) ? commandOf(leading) : { name: 'search', text: leading };
  return [search, ...parts.map(commandOf)];
}

function commandOf(part: string): Command {
  const [, name, text = ''] = /^\s*([a-z]\w*)\b(.*)$/is.exec(part) ?? [];
  if (name === undefined) throw new Unsupported(`${JSON.stringify(part.trim())} as a command`);
  return { name: name.toLowerCase(), text: text.trim() };
}

/** At the pipes that are neither quoted nor in brackets. */
function split(spl: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < spl.length; at += 1) {
    if (spl[at] === '"') at = endOfQuote(spl, at);
    else if (spl[at] === '[') at = closing(spl, at);
    else if (spl[at] === '|') {
      parts.push(spl.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, spl.slice(from)];
}
