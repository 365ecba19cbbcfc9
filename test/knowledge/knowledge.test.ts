/** The definition of the knowledge objects: what would fail silently in a search is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintKnowledge } from '../../preview/dashboards/knowledge_lint';
import { parseCsv } from '../../preview/spl/csv';
import { knowledge, type Knowledge, originOf } from '../../src/knowledge';
import { type Collected, collected } from '../../src/knowledge/by_probe';
import { tcpKnowledge } from '../../src/probes/tcp/knowledge';
import { tcpStateKnowledge } from '../../src/probes/tcp_state/knowledge';
import type { SourcetypeKnowledge } from '../../src/splunk/knowledge_objects';
import { confText } from '../../src/splunk/conf';
import { knowledgeConf } from '../../steps/knowledge.mjs';
import { renderKnowledge } from '../../steps/knowledge_docs.mjs';

const root = join(__dirname, '..', '..');
const csv = (file: string): ReturnType<typeof parseCsv> => parseCsv(readFileSync(join(root, 'splunk_app/lookups', file), 'utf8'));

/** The knowledge objects with one calculated field more. */
function withEval(expression: string): Knowledge {
  return { ...knowledge, calculated: [...knowledge.calculated, { name: 'x', type: 'string', sourcetypes: ['tcp'], expression, description: 'x' }] };
}

function withSearch(search: string): Knowledge {
  return { ...knowledge, eventtypes: [{ name: 'x', search, tags: [], sourcetypes: ['tcp'], description: 'x' }] };
}

test('the definition is sound', () => {
  expect(lintKnowledge(knowledge)).toEqual([]);
});

test.each([
  ['vendor_product', 'EVAL-x of tcp uses vendor_product, which another EVAL makes'],
  ['if(connections==1, 1, 0)', 'EVAL-x of tcp uses connections, which another EVAL makes'],
  ['app', 'EVAL-x of tcp uses app, which another LOOKUP makes'],
  ['old_state', 'EVAL-x of tcp uses old_state, which tcp does not have'],
  ['nosuch', 'EVAL-x of tcp uses nosuch, which tcp does not have'],
  ['random()', 'EVAL-x of tcp: the function random'],
  ['if(event', 'EVAL-x of tcp: no ) where it is due in if(event'],
])('EVAL %s is refused', (expression, problem) => {
  expect(lintKnowledge(withEval(expression))).toEqual([problem]);
});

test.each([
  ['`ebpf_trace_index` sourcetype="ebpf:tcp" event=connect', 'eventtype x uses a macro'],
  ['event=connect', 'eventtype x does not begin with a sourcetype'],
  ['sourcetype="ebpf:tcp" action=allowed', "eventtype x uses action, which is none of the event's own"],
  ['sourcetype="ebpf:health" direction=inbound', "eventtype x uses direction, which is none of the event's own"],
])('the event type %s is refused', (search, problem) => {
  expect(lintKnowledge(withSearch(search))).toEqual([problem]);
});

test('a lookup of a field that is not there, or into one that is, is refused', () => {
  const lookup = { name: 'x', file: 'x.csv', sourcetypes: ['retransmit'] as const, description: 'x' };
  const problems = (input: string, output: string): readonly string[] =>
    lintKnowledge({ ...knowledge, lookups: [{ ...lookup, input, output }] }).filter((one) => one.startsWith('LOOKUP-x'));
  expect(problems('errno', 'y')).toEqual(['LOOKUP-x of retransmit uses errno, which retransmit does not have']);
  expect(problems('tcp_state', 'src')).toEqual(['LOOKUP-x of retransmit makes src, which is there already: OUTPUTNEW would never write it']);
});

test('the same name twice is refused', () => {
  expect(lintKnowledge({ ...knowledge, lookups: [...knowledge.lookups, ...knowledge.lookups.slice(0, 1)] })).toEqual(['the lookup ebpf_trace_app_1_local is there twice']);
});

test('no conf file but those that are meant, and no line break in a value', () => {
  const files: Record<string, string> = knowledgeConf(knowledge, confText);
  expect(Object.keys(files).sort()).toEqual(['eventtypes.conf', 'macros.conf', 'props.conf', 'savedsearches.conf', 'tags.conf', 'transforms.conf']);
  for (const text of Object.values(files)) {
    for (const line of text.split('\n')) expect(line).toMatch(/^$|^#|^\[.*\]$|^[\w.-]+ = \S/);
    expect(text).not.toContain('undefined');
  }
  expect(files['macros.conf']).toContain('[ebpf_trace_index]\ndefinition = (index=main OR index=ebpf)\n');
});

test('every sourcetype is read as JSON at search time, and never indexed as such', () => {
  const text: string = knowledgeConf(knowledge, confText)['props.conf'];
  expect(text.match(/^KV_MODE = json$/gm)).toHaveLength(knowledge.probes.length);
  expect(text).not.toMatch(/INDEXED_EXTRACTIONS|DATETIME_CONFIG/);
});

test('every field that CIM requires comes from somewhere', () => {
  for (const { name, fields, sourcetypes } of knowledge.datasets) {
    for (const sourcetype of sourcetypes) {
      for (const field of fields) expect([name, field.name, originOf(field.name, sourcetype) !== undefined]).toEqual([name, field.name, true]);
    }
  }
});

test('what CIM makes of a field is told as its own sourcetype has it', () => {
  const section = renderKnowledge(knowledge, originOf).split(/^###? /m).find((one) => one.startsWith('Endpoint.Processes')) ?? '';
  const meanings = ['action', 'dest'].map((field) => section.split('\n').find((row) => row.startsWith(`| \`${field}\``)));
  expect(meanings).toEqual([expect.stringContaining('| allowed: an exec; absent of all others'), expect.stringContaining('| the host that it ran on')]);
});

describe('a sourcetype has what it declares, and nothing else', () => {
  const none: SourcetypeKnowledge = { calculated: [], lookups: [], eventtypes: [] };
  const propsOf = (from: Collected, name: string): readonly string[] => {
    const all = { ...knowledge, ...from, probes: [{ name }] } as unknown as Knowledge;
    return knowledgeConf(all, confText)['props.conf'].match(/^(EVAL|LOOKUP)-\w+/gm) ?? [];
  };

  test('one without endpoints is no TCP, in no data set, and asks no lookup of ports', () => {
    const from = collected({ tcp: none, tcp_state: tcpStateKnowledge }, ['tcp', 'tcp_state']);
    expect(propsOf(from, 'tcp')).toEqual(['EVAL-vendor_product', 'EVAL-dvc']);
    expect(propsOf(from, 'tcp_state')).toContain('EVAL-transport');
    expect([from.eventtypes, from.datasets]).toEqual([[], []]);
  });

  test('what two share is one object of both, and its tags are those of its data set', () => {
    const from = collected({ tcp: tcpKnowledge, tcp_state: tcpStateKnowledge }, ['tcp', 'tcp_state', 'health']);
    expect(from.calculated.filter(({ name }) => name === 'transport').map(({ sourcetypes }) => sourcetypes)).toEqual([['tcp', 'tcp_state']]);
    expect(from.calculated.filter(({ name }) => name === 'action').map(({ sourcetypes }) => sourcetypes)).toEqual([['tcp']]);
    expect(from.datasets.map(({ name, sourcetypes }) => [name, sourcetypes])).toEqual([['Network_Traffic.All_Traffic', ['tcp']], ['Endpoint.Ports', ['tcp']]]);
    for (const { dataset, tags } of from.eventtypes) expect(tags).toEqual(dataset?.tags);
  });

  test('each event type selects its own sourcetype', () => {
    for (const { search, sourcetypes } of knowledge.eventtypes) expect(sourcetypes.map((name) => `sourcetype="ebpf:${name}"`)).toEqual(search.match(/sourcetype="[^"]*"/g));
  });
});

describe('the lookup files', () => {
  test.each(knowledge.lookups.map((one) => [one.file, one] as const))('%s has its columns, and each key once', (file, { input, output }) => {
    const rows = csv(file);
    for (const row of rows) expect(Object.keys(row)).toEqual([input, output]);
    for (const row of rows) expect(row[output]).not.toBe('');
    expect(new Set(rows.map((row) => row[input])).size).toBe(rows.length);
  });

  test('ports are of TCP', () => {
    for (const { transport_dest_port: key } of csv('ebpf_trace_ports.csv')) expect(key).toMatch(/^tcp\/[1-9]\d{0,4}$/);
  });

  test('every errno that has an outcome of its own is in words', () => {
    const named = readFileSync(join(root, 'src/services/connections/outcome.ts'), 'utf8').match(/\bE[A-Z]{3,}\b(?=:)/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    const known = csv('ebpf_trace_errno.csv').map(({ errno }) => errno);
    expect(named.filter((errno) => !known.includes(errno))).toEqual([]);
  });

  test('the names of processes fit comm', () => {
    for (const { process_name: name = '' } of csv('ebpf_trace_noise.csv')) expect(name.length).toBeLessThanOrEqual(15);
  });
});
