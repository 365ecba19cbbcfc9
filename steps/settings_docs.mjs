// Generates docs/settings.md, the reference of all settings, from the list of arguments.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { code, table } from './markdown.mjs';
import { root, steps } from './paths.mjs';
import { step } from './step.mjs';

/** @typedef {import('../src/settings/argument').Group} Group */

const output = join(root, 'docs', 'settings.md');

export async function buildSettingsDocs() {
  const inputs = [join(root, 'src'), ...['settings_docs', 'markdown'].map((name) => join(steps, `${name}.mjs`))];
  await step('settings', { inputs, outputs: [output] }, async () => {
    const { groups } = await definitions();
    writeGenerated(output, renderSettings(groups));
  });
}

/** @param {readonly Group[]} groups */
export function renderSettings(groups) {
  return [opening, ...groups.map(section)].join('\n');
}

const opening = `# Settings

Made by the build from the list of arguments (src/settings): do not edit. All of them stand in a stanza of inputs.conf, and with - for _
behind \`ebpf_trace run\`; beside them stand Splunk's own: \`disabled\`, \`index\`, \`host\`, \`source\`. [configure.md](configure.md)
has examples. Where a value is wrong, a setting that selects or hides stops tracing; another one has its default.
`;

/** @param {Group} group */
function section({ title, arguments: all }) {
  const rows = all.map(({ name, default: value, description, example, selects }) => {
    const meaning = example === undefined ? description : `${description} As ${code(example)}.`;
    return [code(name), value === '' ? '' : code(value), meaning, selects ? 'no tracing' : 'the default'];
  });
  return `## ${title}\n\n${table(['setting', 'default', 'meaning', 'a wrong value'], rows)}`;
}
