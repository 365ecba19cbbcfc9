// Generates docs/privacy.md: what each probe can reveal, from the list of their arguments.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { code, table } from './markdown.mjs';
import { root, steps } from './paths.mjs';
import { step } from './step.mjs';

/** @typedef {import('../src/settings/argument').ProbeArguments} ProbeArguments */

const output = join(root, 'docs', 'privacy.md');

export async function buildPrivacyDocs() {
  const inputs = [join(root, 'src'), ...['privacy_docs', 'markdown'].map((name) => join(steps, `${name}.mjs`))];
  await step('privacy', { inputs, outputs: [output] }, async () => {
    const { probeArguments } = await definitions();
    writeGenerated(output, renderPrivacy(probeArguments));
  });
}

/** @param {readonly ProbeArguments[]} probes */
export function renderPrivacy(probes) {
  const rows = probes.map(({ name, isDefault, reveals }) => [code(name), isDefault ? 'on' : 'off', `${reveals}.`]);
  return `${opening}\n${table(['probe', 'by default', 'what its events can reveal'], rows)}\n${closing}`;
}

const opening = `# Privacy

Made by the build from the list of probes (src/probes): do not edit. The input reports what programs and people do on a host. That may be
personal data: tell those who use the host, and ask who has a say (works council, data protection officer) before a probe is on that shows more
than you need.
`;

const closing = `
Where an event has a command line, it has the names of the process and of its user besides, and its container where there is one.

## What is masked

\`mask_secrets\` (on by default) puts *** in place of values whose names say that they are secret, before an event is made: values of options and
variables named password, token, secret, key and the like, of the headers Authorization and Cookie, the password of a URL, what follows \`-p\` of
programs that are known for it. It holds for command lines of processes, of their parents and ancestors, for titles that a process gives
itself, and for lines of a shell. **What no name gives away is shown**: a password as a bare argument, one in the name of a file, a token in a path
of a URL.

## How to show less

- Leave out what you do not look at: \`exclude_users\`, \`exclude_processes\`, \`exclude_networks\`, \`file_exclude_paths\` work in the kernel, and what they
  leave out is copied nowhere; health counts it.
- Command lines: \`command_line_bytes = 0\`, \`process_command_line_bytes = 0\`.
- Numbers in place of names of users: \`user_format = id\`.
- An index of its own for each probe (\`shell_index\`, \`process_index\`), with its own readers and its own time until it is deleted
  ([configure.md](configure.md#indexes)).

Health (\`ebpf:health\`) and the input's log lines have the content of no event; they quote a setting that is wrong, and name a file that the input could not
attach to.
`;
