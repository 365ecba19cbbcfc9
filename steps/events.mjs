// Generates docs/events.md, the reference of all events and their fields, from the list of probes.
import { join } from 'node:path';
import { definitions } from './definitions.mjs';
import { writeGenerated } from './generated.mjs';
import { root, steps } from './paths.mjs';
import { step } from './step.mjs';

const output = join(root, 'docs', 'events.md');

export async function buildEvents() {
  const inputs = [join(root, 'src'), join(steps, 'events.mjs')];
  await step('events', { inputs, outputs: [output] }, async () => {
    writeGenerated(output, renderEvents((await definitions()).probes));
  });
}

export function renderEvents(probes) {
  const opening = `# Events

Made by the build from the list of probes in src/probes: do not edit. An event is one JSON object; what is unknown is
absent. The keys stand in this order.
`;
  return [opening, ...probes.map(section)].join('\n');
}

function section({ name, title, description, fields }) {
  const rows = fields.map((field) => `| ${cells(field).map(escape).join(' | ')} |`);
  const table = ['| field | type | unit | meaning |', '|---|---|---|---|', ...rows].join('\n');
  return `## ebpf:${name}\n\n${title}. ${description}\n\n${table}\n`;
}

function cells({ name, type, unit = '', description }) {
  return [`\`${name}\``, type, unit, description];
}

function escape(text) {
  return text.replaceAll('|', '\\|');
}
