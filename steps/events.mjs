// Generates docs/events.md, the reference of all events and their fields, from the list of probes.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { root, steps } from './paths.mjs';
import { step } from './step.mjs';

/** @typedef {import('../src/probes/probe').EventType} EventType */
/** @typedef {import('../src/program').Program} Program */

const output = join(root, 'docs', 'events.md');

export async function buildEvents() {
  const inputs = [join(root, 'src'), join(steps, 'events.mjs')];
  await step('events', { inputs, outputs: [output] }, async () => {
    const { probes, programs } = await definitions();
    writeGenerated(output, renderEvents(probes, programs));
  });
}

/** @param {readonly EventType[]} probes @param {readonly Program[]} programs */
export function renderEvents(probes, programs) {
  const opening = `# Events

Made by the build from the list of probes in src/probes: do not edit. An event is one JSON object; what is unknown is
absent. The keys stand in this order.
`;
  return [opening, ...probes.map(section), features(programs)].join('\n');
}

// What the names in `degraded` and `hooks` of ebpf:health stand for.
/** @param {readonly Program[]} programs */
function features(programs) {
  const rows = programs.map(({ feature, hook, also, without }) => {
    const hooks = [hook, also].filter(Boolean).map((name) => `\`${name}\``).join(', ');
    return `| \`${feature}\` | ${hooks} | ${escape(without)} |`;
  });
  const opening = 'In `ebpf:health`, `hooks` has the last part of the names of those in use, and `degraded` the features that lack one.';
  return ['## Features and their hooks', '', opening, '', '| feature | hook | without it |', '|---|---|---|', ...rows, ''].join('\n');
}

/** @param {EventType} probe */
function section({ name, title, description, fields }) {
  const rows = fields.map((field) => `| ${cells(field).map(escape).join(' | ')} |`);
  const table = ['| field | type | unit | meaning |', '|---|---|---|---|', ...rows].join('\n');
  return `## ebpf:${name}\n\n${title}. ${description}\n\n${table}\n`;
}

/** @param {EventType['fields'][number]} field */
function cells({ name, type, unit = '', description }) {
  return [`\`${name}\``, type, unit, description];
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('|', '\\|');
}
