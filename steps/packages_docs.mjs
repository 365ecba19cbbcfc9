// Generates docs/packages.md: which package goes where, and where its parts act.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { code, mark, table } from './markdown.mjs';
import { parts } from './parts.mjs';
import { addonId, appId, root, steps } from './paths.mjs';
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

/** @param {import('../src/knowledge').Knowledge} knowledge */
export function renderPackages({ indexTime }) {
  /** @param {readonly string[]} actsOn */
  const act = (actsOn) => instances.map((instance) => mark(actsOn.includes(instance)));
  /** @param {readonly string[]} packages */
  const has = (packages) => [addonId, appId].map((id) => mark(packages.includes(id)));
  const ofParts = parts.map(({ title, actsOn, packages, reason }) => [title, ...has(packages), ...act(actsOn), reason]);
  const ofProps = indexTime.map(({ name, actsOn, reason }) => [code(name), ...act([actsOn]), reason]);
  return [
    opening,
    table(['part', code(addonId), code(appId), ...titles, 'what for'], ofParts),
    settings,
    table(['setting', ...titles, 'why'], [...ofProps, ['`KV_MODE`, `EVAL-*`, `LOOKUP-*`', ...act(['search']), 'fields']]),
    closing,
  ].join('\n');
}

const opening = `# Packages

Made by the build from steps/parts.mjs and src/knowledge/index.ts: do not edit.

Two packages of one version, each an app of its own: the add-on \`TA_ebpf_trace\` (TA_ebpf_trace-<version>-linux_x86_64.spl) with the input, and
the app \`ebpf_trace\` (ebpf_trace-<version>.spl) with dashboards, searches and fields. Neither needs the other on the same instance, and an
instance may have both.

| instance | TA_ebpf_trace | ebpf_trace | why |
|---|---|---|---|
| universal forwarder | yes | | the host that it traces |
| single instance, all in one | yes | yes | it traces, parses and searches |
| heavy forwarder that traces its own host | yes | | it traces and parses |
| heavy forwarder that only forwards, indexer | | yes | the settings that act where events are parsed |
| search head, search head cluster | | yes | fields, dashboards, searches |
| Splunk Cloud | | yes, as a private app | native code is not for it; Splunk Cloud takes the index time settings to its indexers |
| deployment server | in etc/deployment-apps | in etc/deployment-apps for heavy forwarders | for its clients; what is local belongs into an app of its own |
| deployer, manager of an indexer cluster | | yes | for its members |

A deployment server replaces an app's folder as a whole, but for what excludeFromUpdate in its serverclass.conf names. A
search head cluster's deployer may keep the lookups of before: this version works with them. "Install app from file" and
\`splunk install app -update 1\` leave local, and whatever the new package does not have. From the one app of before to these two:
[upgrade.md](upgrade.md).

\`build\` in app.conf is made of the version and of how many changes CHANGELOG.md lists (steps/build_number.mjs): the same
sources give the same number, each change a higher one.

## Two apps

Decided from what Splunk prints alone; no Splunk has been asked:

- \`id\` in app.conf is the name of the folder in etc/apps and what Splunkbase knows an app by (app.conf.spec, [package]), and the name of
  an app is unique (Update Splunk Enterprise Instances, Create the app directories). Two packages of one id would overwrite each other on
  an instance that needs both, and on a deployment server, whose folder is named after the app, only one of them could be had.
- Splunk's own pair for network data is made so: the Add-on for Stream Forwarders (Splunk_TA_stream) is for forwarders, app and
  knowledge objects (splunk_app_stream, Splunk_TA_stream_wire_data) are for search heads and indexers.
- The id has an underscore, not the hyphen of many add-ons: app.conf.spec allows letters, digits, dots and underscores, and an app that
  is deployed may have no dot.
- The app for search keeps the id of before: links, saved searches, alerts and macros that people have changed lie under it. The
  input's stanzas, \`[ebpf_trace://...]\`, carry no app's name; their file is what moves.
- Knowledge objects of one name in two apps hide each other (Knowledge Manager Manual, Give knowledge objects of the same type unique
  names): each is in one of the two. Both have the settings that act where events are parsed, with the same values; of two versions
  the add-on's count, since outside of an app the first in ASCII order does (Admin Manual, Configuration file precedence).

Not in print, and so not relied on: which of two apps Splunk starts an input from when both have it ([what then happens](upgrade.md#where-an-old-copy-is-left)).

## Parts

The first full instance is the heavy forwarder or indexer that parses the events. Elsewhere a part is read and does nothing:
alerts are shipped disabled, and are for search heads to enable.
`;

const settings = `## Settings of props.conf
`;

const closing = `Search-time settings reach indexers with the search itself: for them the app has to be on the search head alone.
`;
