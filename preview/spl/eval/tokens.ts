/** The words of an eval expression. */
import { Unsupported } from '../unsupported';

export interface Token {
  readonly kind: 'number' | 'string' | 'field' | 'name' | 'operator';
  readonly text: string;
}

const pattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|"(?<string>(?:[^"\\]|\\.)*)"|'(?<field>[^']*)'|(?<name>[A-Za-z_]\w*)|(?<operator>==|!=|<=|>=|[-+*/%.,()=<>]))/y;

export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  pattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) throw new Unsupported(`${JSON.stringify(text.slice(at).trim().slice(0, 10))} in ${text}`);
    found.push(token(groups));
  }
  return found;
}

function token(groups: Readonly<Record<string, string | undefined>>): Token {
  const [kind = 'operator', text = ''] = Object.entries(groups).find(([, value]) => value !== undefined) ?? [];
  if (kind === 'string') return { kind, text: unescaped(text) };
  return { kind: kind as Token['kind'], text };
}

/** \" and \\ are the character; any other backslash stays, as regular expressions need it. */
function unescaped(text: string): string {
  if (/(?<!\\)(?:\\\\)*\\[tnr]/.test(text)) throw new Unsupported(`\\t, \\n or \\r in the string "${text}"`);
  return text.replace(/\\(["\\])/g, '$1');
}
