/** Secrets in a line of a shell: as those of a command line, word by word. */
import { withoutSecrets } from './masks';

/** What parts words, with what parts commands; and words, in which quotes and backslashes keep that. */
const parts = /([\s;|&()<>`]+)|((?:[^\s;|&()<>`'"\\]|\\[^]|\\$|'[^']*(?:'|$)|"(?:[^"\\]|\\[^]|\\$)*(?:"|$))+)/g;
const commandEnd = /[;|&()`\n]/;
/** A value may go on behind what delimits one within an argument. */
const maskedAssignment = /^([A-Za-z_]\w*\+?=)\*\*\*[^]*$/;

/** @param line without NUL; its bytes are kept but for the secrets */
export function lineWithoutSecrets(line: Buffer): Buffer {
  const tokens = [...line.toString('latin1').matchAll(parts)].map(([text, between]) => ({ text, isWord: between === undefined }));
  const shown: string[] = [];
  let command: string[] = [];
  let betweens: string[] = [];
  const endCommand = (): void => {
    maskedWords(command).forEach((word, index) => shown.push(word, betweens[index] ?? ''));
    [command, betweens] = [[], []];
  };
  for (const { text, isWord } of tokens) {
    if (isWord) command.push(text);
    else if (command.length === 0) shown.push(text);
    else betweens.push(text);
    if (!isWord && commandEnd.test(text)) endCommand();
  }
  endCommand();
  return Buffer.from(shown.join(''), 'latin1');
}

function maskedWords(words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  const masked = withoutSecrets(Buffer.from(words.join('\0'), 'latin1')).bytes.toString('latin1').split('\0');
  return masked.map((word, index) => (word === words[index] ? word : word.replace(maskedAssignment, '$1***')));
}
