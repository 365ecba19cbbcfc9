/** The conf files that say what the list of arguments says. */
import type { Argument } from '../settings';
import { confText } from './conf';
import { schemeName } from './scheme';

const origin = '# Made by the build from src/settings.';

/**
 * default/inputs.conf: the defaults of every stanza, and no stanza, so that nothing runs before an administrator
 * wants it. Without a shell SIGTERM reaches the program itself; interval 0 starts it again at once when it ends.
 */
export function inputsConf(list: readonly Argument[]): string {
  const settings = list.map((argument) => `${argument.name} = ${argument.default}`.trimEnd());
  const comment = `${origin} Do not edit: put a [${schemeName}://<name>] stanza into local/inputs.conf.`;
  return confText(comment, [[`[${schemeName}]`, 'start_by_shell = false', 'interval = 0', ...settings]]);
}

/** README/inputs.conf.spec: Splunk accepts the arguments that it names, and no others. */
export function inputsConfSpec(list: readonly Argument[]): string {
  return [
    origin,
    '',
    `[${schemeName}://<name>]`,
    '* A trace of this host. One stanza is enough; each further one costs the same again.',
    '',
    ...list.flatMap(specLines),
  ].join('\n');
}

const kinds = { string: '<string>', number: '<integer>', boolean: '<boolean>' } as const;

function specLines(argument: Argument): string[] {
  return [
    `${argument.name} = ${kinds[argument.type]}`,
    `* ${argument.description}`,
    ...(argument.example === undefined ? [] : [`* Example: ${argument.example}`]),
    `* Default: ${argument.default === '' ? 'empty' : argument.default}`,
    '',
  ];
}
