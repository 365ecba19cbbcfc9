// Generates src/generated/programs.ts: which maps each program of the object refers to, itself or in what it calls, so
// that a map is made only where a program that is loaded needs it. From the relocations, which libbpf goes by as well.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readObject } from './elf_object.mjs';
import { Failure } from './failure.mjs';
import { writeGenerated } from './generated.mjs';
import { bpfObject, generated, steps } from './paths.mjs';
import { step } from './step.mjs';

/** @typedef {import('./elf_object.mjs').Func} Func */

const output = join(generated, 'programs.ts');
const opening = '// Made by the build from the relocations of bpf/ebpf_trace.bpf.c: do not edit, run node build.mjs programs.\n';

export async function buildPrograms() {
  const inputs = [bpfObject, ...['elf', 'elf_object', 'programs'].map((name) => join(steps, `${name}.mjs`))];
  await step('programs', { inputs, outputs: [output] }, () => {
    writeGenerated(output, renderPrograms(readFileSync(bpfObject)));
  });
}

/** @param {Buffer} file */
export function renderPrograms(file) {
  const { maps, functions } = readObject(file);
  const programs = functions.filter(({ section }) => section !== '.text').sort(byName);
  const lines = programs.map((program) => `  ${program.name}: [${quoted(mapsOf(program, functions))}],\n`);
  return `${opening}
/** All of the object's maps; those that begin with a dot hold the variables of a section. */
export const objectMaps = [${quoted(maps)}] as const;

/** By program, in the order of their names. */
export const programMaps = {
${lines.join('')}} as const satisfies Readonly<Record<string, readonly (typeof objectMaps)[number][]>>;
`;
}

/** The maps of the function and of all that it calls. */
/** @param {Func} program @param {readonly Func[]} functions */
function mapsOf(program, functions) {
  const reached = new Set([program.name]);
  for (const name of reached) for (const called of functionNamed(functions, name).calls) reached.add(called);
  return [...new Set([...reached].flatMap((name) => functionNamed(functions, name).maps))];
}

/** @param {readonly Func[]} functions @param {string} name */
function functionNamed(functions, name) {
  const found = functions.find((one) => one.name === name);
  if (!found) throw new Failure(`the object has no function ${name}`);
  return found;
}

/** @param {readonly string[]} names */
function quoted(names) {
  return [...names].sort((one, other) => (one < other ? -1 : 1)).map((name) => `'${name}'`).join(', ');
}

/** @param {Func} one @param {Func} other */
function byName(one, other) {
  return one.name < other.name ? -1 : 1;
}
