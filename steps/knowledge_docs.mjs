// Generates docs/knowledge.md: what the app adds to events at search time, and what CIM makes of them.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { renderDetections } from './detections_docs.mjs';
import { writeGenerated } from './generated.mjs';
import { code, table } from './markdown.mjs';
import { root, steps } from './paths.mjs';
import { renderSearches } from './searches_docs.mjs';
import { step } from './step.mjs';

/** @typedef {import('../src/knowledge').Knowledge} Knowledge */
/** @typedef {typeof import('../src/knowledge').originOf} OriginOf */

const objects = join(root, 'docs', 'knowledge.md');
const searches = join(root, 'docs', 'searches.md');
const detections = join(root, 'docs', 'detections.md');

export async function buildKnowledge() {
  const inputs = [join(root, 'src'), ...['knowledge_docs', 'searches_docs', 'detections_docs', 'markdown'].map((name) => join(steps, `${name}.mjs`))];
  await step('knowledge', { inputs, outputs: [objects, searches, detections] }, async () => {
    const { knowledge, originOf } = await definitions();
    writeGenerated(objects, renderKnowledge(knowledge, originOf));
    writeGenerated(searches, renderSearches(knowledge));
    writeGenerated(detections, renderDetections(knowledge));
  });
}

/** @param {Knowledge} knowledge @param {OriginOf} originOf */
export function renderKnowledge(knowledge, originOf) {
  return [
    opening,
    order,
    ...knowledge.notes,
    '## Calculated fields\n',
    table(['field', 'type', 'sourcetypes', 'meaning'], knowledge.calculated.map(calculatedRow)),
    lookups(knowledge),
    '## Event types, tags and macros\n',
    table(['event type', 'tags', 'search', 'meaning'], knowledge.eventtypes.map(eventtypeRow)),
    table(['macro', 'definition', 'meaning'], knowledge.macros.map((one) => [code(one.name), code(one.definition), one.description])),
    macroText,
    '## CIM\n',
    ...knowledge.cimNotes,
    ...knowledge.datasets.flatMap((dataset) => cim(dataset, knowledge, originOf)),
    '',
  ].join('\n').replace(/\n+$/, '\n');
}

const opening = `# Knowledge objects

Made by the build from src/knowledge/index.ts: do not edit. The fields of the events themselves are in events.md, where
the settings act in packages.md.
`;

const order = `## Order

A search takes the event's own fields (KV_MODE = json), then all calculated fields at once, then the lookups by name,
then event types, then tags. A calculated field sees the event's own fields and host, never another one or a lookup's.
`;

const macroText = `The thresholds and budgets of the saved searches are macros too (searches.md).

Another index is set once, in Settings > Advanced search > Search macros or local/macros.conf (README.txt). Event types do not use the macro: a wrong one must not
empty a data model.
`;

/** @param {Knowledge['calculated'][number]} field */
const calculatedRow = ({ name, type, sourcetypes, description }) => [code(name), type, sourcetypes.join(', '), description];
/** @param {Knowledge['eventtypes'][number]} eventtype */
const eventtypeRow = ({ name, tags, search, description }) => [code(name), tags.join(', '), code(search), description];

/** @param {Knowledge} knowledge */
function lookups({ lookups: all }) {
  const rows = all.map(({ name, file, input, output: field, description }) => [code(name), `lookups/${file}`, code(input), code(field), description]);
  const local = all.filter(({ isLocal }) => isLocal).map(({ name }) => code(name)).join(' and ');
  return `## Lookups

${table(['lookup', 'file', 'asks for', 'gives', 'meaning'], rows)}
An upgrade replaces the files of the app. Your own rows go into a file of your own, to which you point
${local}: \`filename\` in local/transforms.conf, or Settings > Lookups > Lookup definitions. Yours come first.
`;
}

/** @param {Knowledge['datasets'][number]} dataset @param {Knowledge} knowledge @param {OriginOf} originOf */
function cim({ name, tags, fields, sourcetypes: [sourcetype = 'health'] }, knowledge, originOf) {
  const rows = fields.map(({ name: field, type, required, values = [] }) => {
    const origin = originOf(field, sourcetype, knowledge);
    return [code(field), required ? 'required' : '', type, values.join(', '), origin ?? '', meaning(field, origin, sourcetype, knowledge) ?? ''];
  });
  return [`### ${name}: ${tags.join(' + ')}\n`, table(['field', '', 'type', 'values', 'from', 'meaning'], rows)];
}

/** @param {string} field @param {string | undefined} origin @param {string} sourcetype @param {Knowledge} knowledge */
function meaning(field, origin, sourcetype, { calculated, lookups: all, probes }) {
  const isIts = (/** @type {{ readonly sourcetypes: readonly string[] }} */ { sourcetypes }) => sourcetypes.includes(sourcetype);
  if (origin === 'calculated') return calculated.find((one) => one.name === field && isIts(one))?.description;
  if (origin === 'lookup') return all.filter((one) => one.output === field && isIts(one)).map(({ description }) => description).join('; ');
  return probes.find(({ name }) => name === sourcetype)?.fields.find(({ name }) => name === field)?.description;
}
