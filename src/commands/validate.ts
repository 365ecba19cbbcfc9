import type { Readable } from 'node:stream';
import { writeText } from '../output/text';
import { anyTextToXml } from '../output/xml';
import { parseSettings } from '../settings';
import { readItems } from '../splunk/input';
import { errorText } from '../log';

/**
 * --validate-arguments: the <items> document on standard input, the exit code as result. Splunk Web shows one
 * message in its form, so all problems are in it. Nothing is loaded or tried: splunkd kills slow validators.
 */
export async function validate(
  stream: Readable = process.stdin,
  write: (text: string) => void = (text) => writeText(1, text),
): Promise<number> {
  const problems = await findProblems(stream);
  if (problems.length === 0) return 0;
  write(`<error><message>${anyTextToXml(problems.join('; '))}</message></error>\n`);
  return 1;
}

async function findProblems(stream: Readable): Promise<readonly string[]> {
  try {
    const { item } = await readItems(stream);
    return parseSettings(item.params).problems;
  } catch (error) {
    return [errorText(error)];
  }
}
