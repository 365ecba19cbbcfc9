/** Secrets in a line of a shell: as those of a command line, word by word. */
import { withoutSecrets } from './masks';
import { isQuoted, quoted, unquoted } from './shell_quotes';

/** What parts words, with what parts commands; and words, in which quotes and backslashes keep that. */
const parts = /([\0\s;|&()<>`]+)|((?:[^\0\s;|&()<>`'"\\]|\\[^\0]|\\$|\\(?=\0)|'[^'\0]*(?:'|$|(?=\0))|"(?:[^"\\\0]|\\[^\0]|\\$|\\(?=\0))*(?:"|$|(?=\0)))+)/g;
const commandEnd = /[;|&()`\n]/;
const mask = '***';
const assignment = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/;
/** Of a line that is cut: where the user of a URL may end beyond. */
const openUser = /(:\/\/[^\s/:@]{0,200}:)[^\s/@]*$/;

interface Token {
  readonly text: string;
  readonly isWord: boolean;
}

/** @param line its bytes are kept, but for the secrets and the quotes around them @param isCut its end is not there */
export function lineWithoutSecrets(line: Buffer, isCut = false): Buffer {
  const text = withoutSecretLists(tokensOf(line.toString('latin1')));
  const shown = tokensOf(text);
  const masked = commandsOf(shown).flatMap(maskedCommand).join('');
  return Buffer.from(isCut ? masked.replace(openUser, `$1${mask}`) : masked, 'latin1');
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(parts)].map(([token, between]) => ({ text: token, isWord: between === undefined }));
}

/** TOKEN=$(...), TOKEN=(...), TOKEN=`...`: all of it is the value. */
function withoutSecretLists(tokens: readonly Token[]): string {
  const shown: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const { text = '', isWord = false } = tokens[at] ?? {};
    const [name] = (isWord && /^[(`]/.test(tokens[at + 1]?.text ?? '') && assignment.exec(text)) || [];
    if (name === undefined || !isSecret(name)) {
      shown.push(text);
      continue;
    }
    const [last, rest] = endOfLists(tokens, at + 1);
    shown.push(name, mask, rest);
    at = last;
  }
  return shown.join('');
}

/** The token in which the value ends that begins there, and what of that token is behind it. */
function endOfLists(tokens: readonly Token[], from: number): readonly [last: number, rest: string] {
  let [depth, isTicked] = [0, false];
  for (let at = from; at < tokens.length; at += 1) {
    const { text = '', isWord = false } = tokens[at] ?? {};
    for (let place = 0; !isWord && place < text.length; place += 1) {
      if (depth === 0 && !isTicked && !/[(`]/.test(text[place] ?? '')) return [at, text.slice(place)];
      if (text[place] === '(') depth += 1;
      else if (text[place] === ')') depth = Math.max(0, depth - 1);
      else if (text[place] === '`') isTicked = !isTicked;
    }
  }
  return [tokens.length, ''];
}

/** Each with what stands between its words and behind it. */
function commandsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const commands: Token[][] = [[]];
  for (const token of tokens) {
    commands.at(-1)?.push(token);
    if (!token.isWord && commandEnd.test(token.text)) commands.push([]);
  }
  return commands;
}

function maskedCommand(tokens: readonly Token[]): readonly string[] {
  const words = maskedWords(tokens.filter(({ isWord }) => isWord).map(({ text }) => text)).values();
  return tokens.map(({ text, isWord }) => (isWord ? (words.next().value ?? mask) : text));
}

/** Masked as they stand, which keeps their quotes, and as the shell passes them on: what either hides is hidden. */
function maskedWords(words: readonly string[]): readonly string[] {
  const asTyped = maskedArguments(words);
  const asPassed = maskedArguments(words.map(unquoted));
  return words.map((word, index) => {
    const [typed = mask, passed = mask] = [asTyped[index], asPassed[index]];
    if (!isQuoted(word) || passed === unquoted(word) || unquoted(typed) === passed) return isQuoted(word) ? typed : passed;
    if (typed === word) return quoted(passed);
    const both = shortest(unquoted(typed), passed);
    return both === unquoted(typed) ? typed : quoted(both);
  });
}

/** Up to the first secret of both. */
function shortest(one: string, other: string): string {
  const ends = [one, other].map((text) => text.indexOf(mask)).filter((at) => at >= 0);
  return one.slice(0, Math.min(...ends)) + mask;
}

function maskedArguments(words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  const plain = words.map((word) => word.replace(assignment, '$1='));
  const masked = withoutSecrets(Buffer.from(plain.join('\0'), 'latin1')).bytes.toString('latin1').split('\0');
  return words.map((word, index) => {
    const text = masked[index] ?? mask;
    if (text === plain[index]) return word;
    const [name] = assignment.exec(word) ?? [];
    return name === undefined || !isSecret(name) ? text : name + mask;
  });
}

/** @param name with its = */
function isSecret(name: string): boolean {
  const argument = Buffer.from(`${name.replace(assignment, '$1=')}x`, 'latin1');
  return withoutSecrets(argument).bytes.toString('latin1').endsWith(mask);
}
