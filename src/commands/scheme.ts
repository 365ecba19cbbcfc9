import { writeText } from '../output/text';
import { argumentList } from '../settings';
import { schemeXml } from '../splunk/scheme';

/** --scheme. Gives the exit code. */
export function scheme(write: (text: string) => void = (text) => writeText(1, text)): number {
  write(schemeXml(argumentList));
  return 0;
}
