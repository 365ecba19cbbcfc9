// Generates docs/dashboards.md: what each view answers, how much it asks of Splunk, and the causes that Setup & Health
// distinguishes.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { code, table } from './markdown.mjs';
import { root, steps } from './paths.mjs';
import { step } from './step.mjs';

/** @typedef {import('../src/splunk/views/definition').View} View */

const output = join(root, 'docs', 'dashboards.md');

export async function buildViewsDocs() {
  const inputs = [join(root, 'src'), join(root, 'preview'), ...['views_docs', 'markdown'].map((name) => join(steps, `${name}.mjs`))];
  await step('views', { inputs, outputs: [output] }, async () => {
    writeGenerated(output, renderViews(await definitions()));
  });
}

/** @param {Pick<typeof import('./definitions.ts'), 'views' | 'causes' | 'rowBound'>} definitions */
export function renderViews({ views, causes, rowBound }) {
  return [
    opening,
    ...views.map(section),
    load,
    table(['view', 'search', 'rows at most', 'feeds'], views.flatMap((view) => bounds(view, rowBound))),
    health,
    table(['cause', 'seen in', 'what to do'], [...arrivals, ...causes.map(({ name, advice }) => [name, 'health events', advice])]),
    unsure,
  ].join('\n').replace(/\n{3,}/g, '\n\n');
}

const opening = `# Dashboards

Made by the build from src/knowledge/views.ts: do not edit. The views of Dashboard Studio (grid layout, Splunk 9.1 and newer).
No Splunk has shown them yet: tests run each search over events that the tracer reported of traffic of known truth, by an
evaluator of our own, in both modes, with hits and without, and Splunk's own renderer draws them (\`npm run preview\`).

Connections count when they end or fail, so that lifecycle and summary mode give the same numbers (knowledge.md); *Still
open* are those without an end in the time range, in summary mode as far as they have reported: also those whose end
nobody reported, because the host was restarted or its input was stopped meanwhile. All shows everything, also what has no
process name (called unknown). In a text input \`*\` stands for any characters, and processes may be several, with commas:
*wget, python\\**. A list of hosts has the first 999; where no
host has events, it says so. A table that has nothing to show says so, and what would fill it; a chart says *No search results
returned*, one of failures *None failed* where connections were made and none failed.

Beside a number stands its change against the period of the same length before, where there was something then, and below it
its course, which is left out where all of it is 0: for these the period before is read once more. What listens and which hosts report is compared with a day ago.
Numbers lead on where there is more of them elsewhere, and so do the cells in the color of links and bars and points over time: a click passes on the time
range and all that is chosen in both views; one on a bar or point narrows the time to begin there.
`;

const load = `
## Load

At most six searches start when a view opens, lists of choices included; everything else goes on from their results. Each
is cut by itself, whatever is indexed: where hosts are rows, 1,000 hosts are 1,000 rows; where processes, addresses and
ports are, 1,000 hosts have more than are kept, and the cut keeps the worst and busiest: tables are made of these. The
sums above them and the charts over time are of all, made before the cut. Splunk takes 10,000 rows of a base search; the largest here has 5,000. A chart has at most 100
intervals and one that is cut, of eight processes (ten hosts in Setup & Health) and the rest: a click on that one, OTHER,
finds nothing.

The first view opens with all processes, which reads all events of a day, as its list of processes does. A choice of processes is looked up in the index, so
that *wget* and *python\\** read their own events. On busy sites choose a host or a shorter time first. No real-time search, no join, no transaction.
`;

const health = `
## What Setup & Health distinguishes

PROBLEM wants something done, UNKNOWN could not be seen (never taken for OK), INFO is for you to judge.
`;

const arrivals = [
  ['no event in any index that the roles can search', 'the index, 7 days', 'enable an input (panels 3 and 4), or let a role search the index (panel 2), or make the index'],
  ['events in an index that the macro does not name', 'the index, 7 days', 'name it in the macro ebpf_trace_index'],
  ["roles that together may search none, or not all, of the macro's indexes", '`| rest`', 'an administrator adds the index to one of them'],
  ['input does not run: its splunkd does', '`_internal` and health', "the input's log (panel 4); `ebpf_trace check` on the host"],
  ['host went silent: its splunkd too', '`_internal` and health', 'the host, its forwarder or the network between'],
  ['never reported: a forwarder without events', '`_internal`', 'deploy and enable the input there, if it is wanted'],
  ['`_internal` cannot be read', '`_internal`', 'ask an administrator: until then hosts that never ran are not shown'],
  ['the program cannot be started (lost exec bits)', 'splunkd.log', 'mode 755 for linux_x86_64/bin/ebpf_trace'],
  ['versions are mixed', 'health events', 'update the older hosts'],
];

const unsure = `
\`| rest\` shows the roles' indexes only to those who may ask; where it is refused, the panel says UNKNOWN. Volume by host is
what the inputs count (\`bytes_<probe>\` of ebpf:health): the bytes of the events' text, as the licence counts them.
`;

/** @param {View} view */
function section({ id, label, description, panels }) {
  const shown = Object.values(panels).filter(({ description: text }) => text !== undefined);
  return `## ${label} (${code(id)})\n\n${description}\n\n${shown.map(({ title = '', description: text }) => `- ${title}${title.endsWith('?') ? '' : '.'} ${text}`).join('\n')}\n`;
}

/** @param {View} view @param {(query: string) => number | undefined} rowBound */
function bounds({ id, inputs, searches, panels }, rowBound) {
  return Object.entries(searches).filter(([, { base }]) => base === undefined).map(([name, { query }]) => {
    const names = [name, ...Object.entries(searches).filter(([, { base }]) => base === name).map(([chained]) => chained)];
    const fed = [...inputs, ...Object.values(panels)].filter(({ search }) => search !== undefined && names.includes(search)).map(({ title }) => title);
    return [code(id), code(name), rowBound(query)?.toLocaleString('en') ?? 'unknown', [...new Set(fed)].join('; ')];
  });
}
