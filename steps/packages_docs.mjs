// Generates docs/packages.md: which package goes where, and where its parts act.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { code, mark, table } from './markdown.mjs';
import { parts } from './parts.mjs';
import { root, steps } from './paths.mjs';
import { step } from './step.mjs';

const output = join(root, 'docs', 'packages.md');

export async function buildPackagesDocs() {
  const sources = ['packages_docs', 'markdown', 'parts'].map((name) => join(steps, `${name}.mjs`));
  await step('packages', { inputs: [join(root, 'src'), ...sources], outputs: [output] }, async () => {
    const { knowledge } = await definitions();
    writeGenerated(output, renderPackages(knowledge));
  });
}

const instances = ['forwarder', 'full', 'search'];
const titles = ['universal forwarder', 'first full instance', 'search head'];

export function renderPackages({ indexTime }) {
  const act = (actsOn) => instances.map((instance) => mark(actsOn.includes(instance)));
  const ofParts = parts.map(({ title, actsOn, inSearch, reason }) => [title, 'yes', mark(inSearch), ...act(actsOn), reason]);
  const ofProps = indexTime.map(({ name, actsOn, reason }) => [code(name), ...act([actsOn]), reason]);
  return [
    opening,
    table(['part', 'linux_x86_64', 'search', ...titles, 'what for'], ofParts),
    settings,
    table(['setting', ...titles, 'why'], [...ofProps, ['`KV_MODE`, `EVAL-*`, `LOOKUP-*`', ...act(['search']), 'fields']]),
    closing,
  ].join('\n');
}

const opening = `# Packages

Made by the build from steps/parts.mjs and src/knowledge/index.ts: do not edit.

Two packages are one app, \`ebpf_trace\`, in one version: \`linux_x86_64\` with the input, \`search\` without it. An instance has
one of them.

| instance | package | why |
|---|---|---|
| universal forwarder | linux_x86_64 | the host that it traces |
| single instance | linux_x86_64 | it traces, parses and searches |
| heavy forwarder that traces its own host | linux_x86_64 | it traces and parses |
| heavy forwarder that only forwards, indexer | search | the settings that act where events are parsed |
| search head, search head cluster | search | fields, dashboards, searches |
| Splunk Cloud | search, as a private app | native code is not for it; Splunk Cloud takes the index time settings to its indexers |
| deployment server | linux_x86_64, in etc/deployment-apps | for its forwarders; what is local belongs into an app of its own |

A deployment server replaces an app's folder as a whole, but for what excludeFromUpdate in its serverclass.conf names. A
search head cluster's deployer may keep the lookups of before: this version works with them. "Install app from file" and
\`splunk install app -update 1\` leave local, and whatever the new package does not have. Before \`search\` takes the place of
\`linux_x86_64\`, delete linux_x86_64, README, licenses and default of the app's folder, or the instance still has the input.

\`build\` in app.conf is made of the version and of how many changes CHANGELOG.md tells of (steps/build_number.mjs): the same
sources give the same number, each change a higher one.

## Parts

The first full instance is the heavy forwarder or indexer that parses the events. Elsewhere a part is read and does nothing:
alerts are shipped disabled, and are for search heads to enable.
`;

const settings = `## Settings of props.conf
`;

const closing = `Search-time settings reach indexers with the search itself: for them the app has to be on the search head alone.
`;
