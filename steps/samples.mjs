// Generates src/generated/samples.ts: where each member of the structs shared with the kernel side lies, and how to
// read it, taken from the compiled object's BTF, so that the two sides cannot disagree.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTypes } from './btf.mjs';
import { renderEnum, renderStruct } from './samples_render.mjs';
import { Failure } from './failure.mjs';
import { writeGenerated } from './generated.mjs';
import { bpfObject, generated, steps } from './paths.mjs';
import { flatten } from './samples_layout.mjs';
import { step } from './step.mjs';

const output = join(generated, 'samples.ts');
const shared = /_(sample|config|counters|key|value)$/;

const opening = `// Made by the build from the BTF of bpf/ebpf_trace.bpf.c: do not edit, run node build.mjs samples.
// at: bytes from the struct's start; length: elements of an array; get, set: a scalar, or an array's element.
// 64-bit values become numbers: exact up to 2^53.
`;

export async function buildSamples() {
  const inputs = [bpfObject, ...['btf', 'elf', 'samples', 'samples_layout', 'samples_render'].map(source)];
  await step('samples', { inputs, outputs: [output] }, () => {
    writeGenerated(output, renderSamples(readFileSync(bpfObject)));
  });
}

/** @param {string} name */
function source(name) {
  return join(steps, `${name}.mjs`);
}

/** @param {Buffer} object */
export function renderSamples(object) {
  const types = readTypes(object);
  const structs = types.filter(({ kind, name }) => kind === 'struct' && shared.test(name));
  const enums = types.filter(({ kind, name }) => kind.startsWith('enum') && name);
  const all = [...structs, ...enums].sort((one, other) => (one.name < other.name ? -1 : 1));
  const twice = all.find(({ name }, at) => name === all[at + 1]?.name);
  if (twice) throw new Failure(`two types are called ${twice.name}`);
  const texts = all.map((type) => (type.values ? renderEnum(type.name, type.values) : renderStruct(type, flatten(types, type))));
  return [opening, ...texts].join('\n');
}
