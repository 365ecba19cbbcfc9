/**
 * Values that their names give away as secrets, in the arguments of a command line: they are masked before anything else
 * sees the text. What no name shows (a password as a plain argument) stays.
 */

/** Bytes as text of a character each; arguments end with NUL. */
type Arguments = string;

const mask = '***';
/** A run of what names are made of; runs do not overlap, so that any text takes time by its length alone. */
const names = /[\w.-]+/g;
/** A longer name is matched by its end. */
const mostNameCharacters = 64;
const secretName = /(?:passw(?:or)?d|passphrase|passcode|secret)(?![-_]?(?:file|stdin|prompt))|(?:token|credentials?|(?:api|access)[-_]?key|(?:^|[-_.])(?:key|pwd|pass))\d*$/i;
/** --no-password, --ask-pass: they have no value. */
const nothingBehind = /^-*(?:no|ask)-/i;
const secretHeader = /authorization|cookie/i;
const wholeArgument = /[^\0]+/y;
/** Within an argument: up to a blank, a quote or a separator, since a shell's line is one argument and a URL may have several values. */
const oneValue = /"[^"\0]*"?|'[^'\0]*'?|[^\0\s"'&;,]+/y;
const colon = /"?: *"?/y;
const quoted = /[^\0"']+/y;
/** Of a header that nothing delimits: with the scheme before it. A whole line behind a name and a colon would let programs hide theirs. */
const schemeAndValue = /(?:(?:basic|bearer|digest|negotiate|token)[ \t]+)?[^\0\s"'&;,|]+/iy;
const userOfUrl = /(:\/\/[^\0\s/:@]{0,200}:)[^\0\s/]{1,200}(?=@)/g;

interface Rule {
  /** The last part of the argument that names it. */
  readonly programs: RegExp;
  /** Its first group stays. */
  readonly pattern: RegExp;
}

const ofPrograms: readonly Rule[] = [
  { programs: /^(?:mysql\w*|mariadb\S*)$/, pattern: /(\0-p)[^\0]+/g },
  { programs: /^sshpass$/, pattern: /(\0-p\0?)[^\0]+/g },
  { programs: /^redis-cli$/, pattern: /(\0-a\0)[^\0]+/g },
  { programs: /^ldap\w+$/, pattern: /(\0-w\0?)[^\0]+/g },
  { programs: /^curl$/, pattern: /(\0(?:-[uU]\0?|--(?:proxy-)?user(?:\0|=))[^\0:]*:)[^\0]+/g },
];

export interface Masked {
  readonly bytes: Buffer;
  /** The last byte belongs to a secret: what follows it, too. */
  readonly isOpen: boolean;
}

/** @param bytes arguments, each but the last with its NUL */
export function withoutSecrets(bytes: Buffer): Masked {
  const before = bytes.toString('latin1');
  const named = withoutNamed(before).replace(userOfUrl, `$1${mask}`);
  const programs = named.split('\0').map(fileName);
  const after = ofPrograms.filter((rule) => programs.some((name) => rule.programs.test(name))).reduce(withoutThoseOf, named);
  if (after === before) return { bytes, isOpen: false };
  return { bytes: Buffer.from(after, 'latin1'), isOpen: after.endsWith(mask) };
}

/** Without the values that a name stands before. */
function withoutNamed(text: Arguments): Arguments {
  const parts: string[] = [];
  let copied = 0;
  names.lastIndex = 0;
  for (let found = names.exec(text); found !== null; found = names.exec(text)) {
    const [start, end] = valueBehind(text, found.index, names.lastIndex) ?? [0, 0];
    if (end === 0) continue;
    parts.push(text.slice(copied, start), mask);
    [copied, names.lastIndex] = [end, end];
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}

type Span = readonly [start: number, end: number];

/** Where the secret is of which this is the name. */
function valueBehind(text: Arguments, from: number, to: number): Span | undefined {
  const name = text.slice(Math.max(from, to - mostNameCharacters), to);
  const isSecret = secretName.test(name) && !nothingBehind.test(name);
  if (!isSecret && !secretHeader.test(name)) return undefined;
  const header = matchAt(colon, text, to);
  if (header !== undefined) return matchAt(isDelimited(text, from, header[1]) ? quoted : schemeAndValue, text, header[1]);
  if (!isSecret) return undefined;
  const isOption = text[from] === '-' && (from === 0 || /[\0\s"']/.test(text[from - 1] ?? ''));
  const isArgument = isOption && (from === 0 || text[from - 1] === '\0');
  if (text[to] === '=') return matchAt(isArgument ? wholeArgument : oneValue, text, to + 1);
  return isOption ? nextValue(text, to) : undefined;
}

/** By quotes around the value or the whole header, or as the value of the option for headers. */
function isDelimited(text: Arguments, from: number, valueAt: number): boolean {
  return text[valueAt - 1] === '"' || /["']/.test(text[from - 1] ?? '') || /\0(?:-H|--(?:proxy-)?header)[\0=]?$/.test(text.slice(Math.max(0, from - 20), from));
}

/** Of an option whose value stands behind it; another option is none. */
function nextValue(text: Arguments, to: number): Span | undefined {
  if (text[to] === '\0') return text.startsWith('--', to + 1) ? undefined : matchAt(wholeArgument, text, to + 1);
  const blanks = matchAt(/[ \t]+(?!-)/y, text, to);
  return blanks === undefined ? undefined : matchAt(oneValue, text, blanks[1]);
}

function matchAt(sticky: RegExp, text: string, at: number): Span | undefined {
  sticky.lastIndex = at;
  return sticky.test(text) ? [at, sticky.lastIndex] : undefined;
}

/** Behind the first argument that names one of these programs: sudo and its like stand before it. */
function withoutThoseOf(text: Arguments, { programs, pattern }: Rule): Arguments {
  let at = 0;
  for (const argument of text.split('\0')) {
    if (programs.test(fileName(argument))) return text.slice(0, at) + text.slice(at).replace(pattern, `$1${mask}`);
    at += argument.length + 1;
  }
  return text;
}

function fileName(argument: Arguments): string {
  return argument.slice(argument.lastIndexOf('/') + 1);
}

/** What goes on from a secret: the rest of its argument. */
export function behindSecret(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? Buffer.from(mask) : Buffer.concat([Buffer.from(mask), bytes.subarray(end)]);
}
