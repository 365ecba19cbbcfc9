// docs/detections.md: published searches whose conditions the events satisfy, and which not.
import { code, table } from './markdown.mjs';

/** @typedef {import('../src/knowledge').Knowledge} Knowledge */
/** @typedef {Knowledge['detections'][number]} Detection */

/** @param {Knowledge} knowledge */
export function renderDetections({ detections }) {
  const satisfied = detections.filter(({ linkTo }) => linkTo === undefined);
  const missed = detections.filter(({ linkTo }) => linkTo !== undefined);
  return [
    opening(satisfied.length),
    table(['detection', 'decided by', 'a command that satisfies it'], satisfied.map((one) => [one.title, fields(one), shown(one)])),
    links,
    table(['detection', 'command', 'process_name is', 'it asks for'], missed.map(({ title, command, linkTo = '' }) => [title, code(command.join(' ')), code(command[0] ?? ''), code(linkTo)])),
  ].join('\n').replace(/\n{3,}/g, '\n\n');
}

/** @param {number} count */
const opening = (count) => `# Published detections

Made by the build from the probes' lists of detections: do not edit.

The conditions of these ${count} searches of the Splunk Enterprise Security Content Update (ESCU), as published in October 2024, are satisfied by
events of this app, for CIM's Endpoint.Processes. Checked by meaning; ESCU itself was not run: a condition is written here anew, by fields and values,
and never wider than the published one. A test runs each command under the tracer, as a program of that name that does nothing, and looks at the
event as a search sees it, with the app's calculated fields and tags: the condition holds, no longer holds without any of the fields that decide, and
holds for no other command than those that it should. What a search does behind its condition (filter macros, counts) is not tried.
`;

const links = `
## Not satisfied where the command is a link

\`process_name\` is the name that a program was started by. Where that is a link to an executable of another name, these ask for the executable's, which is
in \`process_exec\` and at the end of \`process_path\`; started by sudo, the second and third are found by sudo's own event (above).
`;

/** @param {Detection} detection */
function fields({ when }) {
  return Object.keys(when).map(code).join(', ');
}

/** @param {Detection} detection */
function shown({ command, parent, parentTitle = parent }) {
  const text = code(command.map((word) => (/[ ;|"{}]/.test(word) ? `'${word}'` : word)).join(' '));
  return parentTitle === undefined ? text : `${text}, started by ${code(parentTitle)}`;
}
