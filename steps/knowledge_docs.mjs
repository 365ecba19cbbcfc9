// Generates docs/knowledge.md: what the app adds to events at search time, and what CIM makes of them.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { code, table } from './markdown.mjs';
import { root, steps } from './paths.mjs';
import { renderSearches } from './searches_docs.mjs';
import { step } from './step.mjs';

/** @typedef {import('../src/knowledge').Knowledge} Knowledge */
/** @typedef {typeof import('../src/knowledge').originOf} OriginOf */

const objects = join(root, 'docs', 'knowledge.md');
const searches = join(root, 'docs', 'searches.md');

export async function buildKnowledge() {
  const inputs = [join(root, 'src'), ...['knowledge_docs', 'searches_docs', 'markdown'].map((name) => join(steps, `${name}.mjs`))];
  await step('knowledge', { inputs, outputs: [objects, searches] }, async () => {
    const { knowledge, originOf } = await definitions();
    writeGenerated(objects, renderKnowledge(knowledge, originOf));
    writeGenerated(searches, renderSearches(knowledge));
  });
}

/** @param {Knowledge} knowledge @param {OriginOf} originOf */
export function renderKnowledge(knowledge, originOf) {
  return [
    opening,
    order,
    counting,
    restarts,
    bothEnds,
    '## Calculated fields\n',
    table(['field', 'type', 'sourcetypes', 'meaning'], knowledge.calculated.map(calculatedRow)),
    lookups(knowledge),
    '## Event types, tags and macros\n',
    table(['event type', 'tags', 'search', 'meaning'], knowledge.eventtypes.map(eventtypeRow)),
    table(['macro', 'definition', 'meaning'], knowledge.macros.map((one) => [code(one.name), code(one.definition), one.description])),
    macroText,
    cimText,
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

const counting = `## Counting

A connection has several events in lifecycle mode, one and its interval reports in summary mode. Sum
\`connections\`, and the modes give the same number:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp | stats sum(connections) AS connections sum(bytes) AS bytes BY process_name

It is 1 on the event that ends a connection (close, or connect_failed), once a connection: within the host, where both
ends are reported, at the connecting end. So a connection counts when it ends; those that are open have no such event yet.
\`connection_ends\` counts each end, for what concerns a process or a listener. Within the host means the same address at
both ends, or one of 127.0.0.0/8; two containers that talk to each other are two ends with two addresses, and count
twice. An input that traces inbound connections alone counts none of those within the host. Both ends report their bytes:
\`second_end=0\` leaves out those that the other end reports too. Bytes are on close and flow events, so that their sum is
the same in both modes, but for what a connection carried before the input started: only the close of lifecycle mode has that.
`;

const restarts = `## Over a restart of the input

A connection keeps its \`flow_id\` when the input is restarted, and no byte is summed twice. In lifecycle mode its close has
all of its bytes, whichever run saw it begin. In summary mode its bytes come in parts: at its regular end the input reports
what passed since the last report, of every open connection, and the next run begins with an \`existing\` that says in
\`bytes_in_before\`, \`bytes_out_before\` and the like what the connection had carried by then; its flows and its close
count from there. So the sum of bytes_in lacks what passed while no input ran, and where one was killed what passed since
its last report. All that a connection carried is what the last \`existing\` says, and the sum of what comes after it:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp flow_id=* | \`ebpf_trace_whole\` | stats sum(bytes_in) sum(bytes_out) BY host flow_id

This needs \`existing_connections\`: without it a connection from before the start is first reported at its end, with all
of its bytes. Changing the mode while connections are open counts them in both ways; the totals stay right.
`;

const bothEnds = `## Both ends of a connection

\`connection_id\` is the same on both hosts, also where addresses and ports are translated between them ([what parts it](limits.md)).
Where both hosts run the input, a macro makes a row of the two ends; the report *Both ends of connections* uses it. These are the
translated ones:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp connection_id=* | \`ebpf_trace_both_ends\` | where from_ip!=seen_ip OR asked_ip!=to_ip

What the other end of one process's connections is, a subsearch for the ids says first:

    \`ebpf_trace_index\` sourcetype=ebpf:tcp [search \`ebpf_trace_index\` sourcetype=ebpf:tcp process_name=curl connection_id=* | dedup connection_id | fields connection_id] | \`ebpf_trace_both_ends\`

Community ID (\`community_id = true\`) names addresses and ports instead, as network sensors see them on one side of a translation.
`;

const macroText = `The thresholds and budgets of the saved searches are macros too (searches.md).

Another index is set once, in Settings > Advanced search > Search macros or local/macros.conf (README.txt). Event types do not use the macro: a wrong one must not
empty a data model.
`;

const cimText = `## CIM

What an event of sourcetype ebpf:tcp gives each field of the two data sets. Required is what Splunk's own test of
add-ons (pytest-splunk-addon) demands of TCP. Bytes are the one exception: that test wants each direction above 0,
here a direction without payload is 0 where the other one has some, so that bytes is their sum.

\`src\`, \`src_port\` of a listener, and a \`src_port\` or \`dest_port\` of 0, are placeholders: Endpoint.Ports wants them, and
there is no such peer. \`protocol_version\` is absent where a connect failed with neither address known.

The app brings no data model and no acceleration. CIM's own, and with it Enterprise Security, finds the events by their
tags in the indexes that the CIM add-on's macros \`cim_Network_Traffic_indexes\` and \`cim_Endpoint_indexes\` name: where
those are set, add the index of these events.

In lifecycle mode a connection is two events there, its begin (allowed) and its end (teardown). Count connections where
action is allowed or blocked, each end once; bytes are on the end alone, so that their sums are right as they are:

    | tstats count from datamodel=Network_Traffic where All_Traffic.vendor_product="eBPF Trace" All_Traffic.action IN (allowed, blocked) by All_Traffic.dest
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
  if (origin === 'calculated') return calculated.find(({ name }) => name === field)?.description;
  if (origin === 'lookup') return all.filter(({ output: one }) => one === field).map(({ description }) => description).join('; ');
  return probes.find(({ name }) => name === sourcetype)?.fields.find(({ name }) => name === field)?.description;
}
