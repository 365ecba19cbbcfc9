/** Regular expressions of PCRE, as far as this engine has them with the same meaning; the rest is refused. */
import { Unsupported } from '../unsupported';

const foreign = /\(\?(?![:=!<]|P<)|\[\[:|[*+?}]\+|\\[AZzGKQEhRX]/;
const known = new Map<string, RegExp>();

export function pcre(text: string, flags = ''): RegExp {
  const key = `${flags}/${text}`;
  const found = known.get(key) ?? translated(text, flags);
  known.set(key, found);
  found.lastIndex = 0;
  return found;
}

/** (?i), (?s) and (?m) at the beginning are flags; a group is named by < or by P<. */
function translated(text: string, flags: string): RegExp {
  const [inline = '', own = ''] = /^\(\?([ism]+)\)/.exec(text) ?? [];
  const rest = text.slice(inline.length);
  if (foreign.test(rest)) throw new Unsupported(`the regular expression ${JSON.stringify(text)}`);
  try {
    return new RegExp(rest.replaceAll('(?P<', '(?<'), [...new Set(flags + own)].join(''));
  } catch {
    throw new Unsupported(`the regular expression ${JSON.stringify(text)}`);
  }
}
