// A struct as a flat list of members: scalars, and arrays as one member each.
import { resolve } from './btf.mjs';
import { Failure } from './failure.mjs';

/** @typedef {import('./btf.mjs').Type} Type */
/** @typedef {{ size: number, signed: boolean }} Scalar */
/** @typedef {{ name: string, at: number, length?: number, scalar: Scalar | undefined }} Member of an array its elements' scalar; undefined: it has no reader */

// Members of a nested struct are called member_submember, those of an anonymous one by their own name.
/** @param {readonly Type[]} types @param {Type} struct @returns {Member[]} */
export function flatten(types, struct, prefix = '', base = 0) {
  return (struct.members ?? []).flatMap((member) => {
    const name = `${prefix}${member.name}`;
    if (member.bitfield) throw new Failure(`struct ${struct.name}: ${name} is a bit field`);
    return describe(types, resolve(types, member.type), name, base + member.at);
  });
}

/** @param {readonly Type[]} types @param {Type} type @param {string} name @param {number} at @returns {Member[]} */
function describe(types, type, name, at) {
  if (type.members) return flatten(types, type, name ? `${name}_` : '', at);
  if (type.kind === 'array') return [{ name, at, ...elements(types, type) }];
  return [{ name, at, scalar: scalar(type) }];
}

// An array of arrays becomes one; what is no scalar has no reader.
/** @param {readonly Type[]} types @param {Type} array @returns {{ length: number, scalar: Scalar | undefined }} */
function elements(types, array) {
  const element = resolve(types, array.type);
  const { length = 0 } = array;
  if (element.kind !== 'array') return { length, scalar: scalar(element) };
  const inner = elements(types, element);
  return { ...inner, length: length * inner.length };
}

/** @param {Type} type @returns {Scalar | undefined} */
function scalar(type) {
  if (type.kind === 'ptr') return { size: 8, signed: false };
  if (!['int', 'enum', 'enum64'].includes(type.kind)) return undefined;
  return { size: type.size, signed: Boolean(type.signed) };
}
