// Reads BTF, the kernel's type format: Documentation/bpf/btf.rst in the kernel's tree.
import { Failure } from './failure.mjs';
import { sections, text } from './elf.mjs';

const kinds = [
  ...['void', 'int', 'ptr', 'array', 'struct', 'union', 'enum', 'fwd', 'typedef', 'volatile', 'const', 'restrict'],
  ...['func', 'func_proto', 'var', 'datasec', 'float', 'decl_tag', 'type_tag', 'enum64'],
];
// Bytes behind the 12 of every type: of the type itself, and of each of its vlen entries.
/** @type {Readonly<Record<string, number>>} */
const own = { int: 4, array: 12, var: 4, decl_tag: 4 };
/** @type {Readonly<Record<string, number>>} */
const each = { struct: 12, union: 12, enum: 8, func_proto: 8, datasec: 12, enum64: 12 };

const intSigned = 1;

/**
 * A type; what it has depends on its kind: members of a struct or union, values of an enum, length of an array.
 * @typedef {object} Type
 * @property {string} kind
 * @property {string} name
 * @property {number} size bytes, where it is no reference
 * @property {number} type the number of another, where it is one
 * @property {boolean} [signed]
 * @property {number} [length]
 * @property {[name: string, value: number][]} [values]
 * @property {Member[]} [members]
 *
 * @typedef {object} Member
 * @property {string} name
 * @property {number} type
 * @property {number} at bytes from the start
 * @property {boolean} bitfield
 */

/**
 * All types by their number; 0 is void. References are numbers, in `type`.
 * @param {Buffer} file
 */
export function readTypes(file) {
  const btf = sections(file).get('.BTF');
  if (!btf || btf.readUInt16LE(0) !== 0xeb9f) throw new Failure('the object has no BTF');
  const [headerSize, typesAt, typesSize, namesAt] = [btf.readUInt32LE(4), btf.readUInt32LE(8), btf.readUInt32LE(12), btf.readUInt32LE(16)];
  /** @param {number} offset */
  const name = (offset) => text(btf, headerSize + namesAt + offset);
  /** @type {Type[]} */
  const types = [{ kind: 'void', name: '', size: 0, type: 0 }];
  const end = headerSize + typesAt + typesSize;
  for (let at = headerSize + typesAt; at < end; ) {
    const { type, size } = readType(btf, at, name);
    types.push(type);
    at += size;
  }
  return types;
}

/** @param {Buffer} btf @param {number} at @param {(offset: number) => string} name */
function readType(btf, at, name) {
  const info = btf.readUInt32LE(at + 4);
  const kind = kinds[(info >>> 24) & 0x1f];
  if (!kind) throw new Failure(`unknown BTF kind ${(info >>> 24) & 0x1f}`);
  const [count, flag, body] = [info & 0xffff, info >>> 31, at + 12];
  const sizeOrType = btf.readUInt32LE(at + 8);
  /** @type {Type} */
  const type = { kind, name: name(btf.readUInt32LE(at)), size: sizeOrType, type: sizeOrType };
  Object.assign(type, bodyReaders[kind]?.(btf, body, count, flag, name));
  return { type, size: 12 + (own[kind] ?? 0) + (each[kind] ?? 0) * count };
}

/** @typedef {(btf: Buffer, at: number, count: number, flag: number, name: (offset: number) => string) => Partial<Type>} BodyReader */

/** @type {Readonly<Record<string, BodyReader>>} */
const bodyReaders = {
  int: (btf, at) => ({ signed: Boolean((btf.readUInt32LE(at) >>> 24) & intSigned) }),
  array: (btf, at) => ({ type: btf.readUInt32LE(at), length: btf.readUInt32LE(at + 8) }),
  struct: readMembers,
  union: readMembers,
  enum: (btf, at, count, signed, name) => ({
    signed: Boolean(signed),
    // Signed whatever the flag says: compilers before LLVM 15 do not set it.
    values: entries(count, at, 8, (one) => [name(btf.readUInt32LE(one)), btf.readInt32LE(one + 4)]),
  }),
  enum64: (btf, at, count, signed, name) => ({
    signed: Boolean(signed),
    values: entries(count, at, 12, (one) => [
      name(btf.readUInt32LE(one)),
      Number(signed ? btf.readBigInt64LE(one + 4) : btf.readBigUInt64LE(one + 4)),
    ]),
  }),
};

/** @type {BodyReader} */
function readMembers(btf, at, count, hasBitfields, name) {
  const members = entries(count, at, 12, (one) => {
    const position = btf.readUInt32LE(one + 8);
    const bits = hasBitfields ? position & 0xffffff : position;
    const bitfield = Boolean(hasBitfields && position >>> 24) || bits % 8 !== 0;
    return { name: name(btf.readUInt32LE(one)), type: btf.readUInt32LE(one + 4), at: bits / 8, bitfield };
  });
  return { members };
}

/**
 * @template T
 * @param {number} count @param {number} at @param {number} size @param {(at: number) => T} read
 */
function entries(count, at, size, read) {
  return Array.from({ length: count }, (_, index) => read(at + index * size));
}

const names = ['typedef', 'volatile', 'const', 'restrict', 'type_tag'];

// The type behind typedefs and qualifiers.
/** @param {readonly Type[]} types @param {number} number @returns {Type} */
export function resolve(types, number) {
  const type = types[number];
  if (!type) throw new Failure(`the BTF has no type ${number}`);
  return names.includes(type.kind) ? resolve(types, type.type) : type;
}
