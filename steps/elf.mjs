// Reads what the build needs to know of a 64-bit little-endian ELF file: its sections.
import { Failure } from './failure.mjs';

/** @typedef {{ name: string, link: number, bytes: Buffer }} Section */
const headerSize = 64;

// By name.
/** @param {Buffer} file @returns {Map<string, Buffer>} */
export function sections(file) {
  return new Map(sectionList(file).map(({ name, bytes }) => [name, bytes]));
}

// In the order of their numbers, each with the number of the one that it belongs to, as a symbol table to its names.
/** @param {Buffer} file @returns {Section[]} */
export function sectionList(file) {
  if (file.length < headerSize || file.readUInt32BE(0) !== 0x7f454c46) throw new Failure('not an ELF file');
  const [start, size] = [Number(file.readBigUInt64LE(0x28)), file.readUInt16LE(0x3a)];
  const headers = Array.from({ length: file.readUInt16LE(0x3c) }, (_, at) => header(file, start + at * size));
  const nameTable = headers[file.readUInt16LE(0x3e)];
  if (!nameTable) throw new Failure('an ELF file without section names');
  const names = bytesOf(file, nameTable);
  return headers.map((one) => ({ name: text(names, one.name), link: one.link, bytes: bytesOf(file, one) }));
}

/** @param {Buffer} file @param {number} at */
function header(file, at) {
  const [offset, size] = [file.readBigUInt64LE(at + 0x18), file.readBigUInt64LE(at + 0x20)];
  return { name: file.readUInt32LE(at), type: file.readUInt32LE(at + 4), offset: Number(offset), size: Number(size), link: file.readUInt32LE(at + 0x28) };
}

/** @param {Buffer} file @param {{ type: number, offset: number, size: number }} section */
function bytesOf(file, { type, offset, size }) {
  const empty = type === 8; // SHT_NOBITS
  return empty ? Buffer.alloc(0) : file.subarray(offset, offset + size);
}

// The string that begins there and ends with a zero byte.
/** @param {Buffer} bytes @param {number} at */
export function text(bytes, at) {
  return bytes.toString('utf8', at, bytes.indexOf(0, at));
}
