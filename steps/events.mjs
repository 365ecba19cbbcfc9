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
    writeGenerated(output, renderEvents(await definitions()));
  });
}

/** @param {{ readonly probes: readonly EventType[], readonly programs: readonly Program[], readonly isOnDemand: (program: Program) => boolean }} definitions */
export function renderEvents({ probes, programs, isOnDemand }) {
  const opening = `# Events

Made by the build from the list of probes in src/probes: do not edit. An event is one JSON object; what is unknown is
absent. The keys stand in this order.
`;
  return [opening, ...probes.map(section), features(programs, isOnDemand)].join('\n');
}

// What the names in `degraded` and `hooks` of ebpf:health stand for.
/** @param {readonly Program[]} programs @param {(program: Program) => boolean} isOnDemand */
function features(programs, isOnDemand) {
  const rows = programs.map((program) => {
    const hooks = [program.hook, program.also].filter(Boolean).map((name) => `\`${name}\``).join(', ');
    return `| \`${program.feature}\` | ${isOnDemand(program) ? 'none: the input runs it' : hooks} | ${escape(program.without)} |`;
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
