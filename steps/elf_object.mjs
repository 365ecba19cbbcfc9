// The functions of a BPF object, with the maps that each refers to and the functions that it calls: by the symbol table,
// the relocations and, for calls within a section, the instructions (Linux, Documentation/bpf/llvm_reloc.rst).
import { Failure } from './failure.mjs';
import { sectionList, text } from './elf.mjs';

/** @typedef {import('./elf.mjs').Section} Section */
/** @typedef {{ name: string, kind: number, section: string, at: number, size: number }} Symbol */
/** @typedef {{ name: string, section: string, maps: string[], calls: string[], code: Buffer }} Func a function of the object */

const symbolBytes = 24;
const relocationBytes = 16;
const instructionBytes = 8;
const kinds = { object: 1, function: 2, section: 3 };
/** BPF_JMP | BPF_CALL with BPF_PSEUDO_CALL as its source: a function of the object. */
const callCode = 0x85;
const pseudoCall = 1;
/** BPF_LD | BPF_IMM | BPF_DW: an address. */
const addressCode = 0x18;
/** The section of a symbol that the object lacks: a function of the kernel. */
const undefinedSection = '';
const variables = /^\.(rodata|data|bss)(\.|$)/;

/** @param {Buffer} file */
export function readObject(file) {
  const sections = sectionList(file);
  const symbols = readSymbols(sections);
  const functions = symbols.filter(({ kind }) => kind === kinds.function).map((symbol) => functionOf(symbol, sections, symbols));
  const inMaps = symbols.filter(({ kind, section }) => kind === kinds.object && section === '.maps').map(({ name }) => name);
  return { functions, maps: [...inMaps, ...sections.map(({ name }) => name).filter((name) => variables.test(name))] };
}

/** @param {Section[]} sections @returns {Symbol[]} */
function readSymbols(sections) {
  const table = sections.find(({ name }) => name === '.symtab');
  const names = table && sections[table.link]?.bytes;
  if (!table || !names) throw new Failure('the object has no symbols');
  return Array.from({ length: table.bytes.length / symbolBytes }, (_, index) => {
    const at = index * symbolBytes;
    const section = sections[table.bytes.readUInt16LE(at + 6)]?.name ?? '';
    const kind = table.bytes.readUInt8(at + 4) & 15;
    return {
      name: kind === kinds.section ? section : text(names, table.bytes.readUInt32LE(at)),
      kind,
      section,
      at: Number(table.bytes.readBigUInt64LE(at + 8)),
      size: Number(table.bytes.readBigUInt64LE(at + 16)),
    };
  });
}

/** @param {Symbol} symbol @param {Section[]} sections @param {Symbol[]} symbols @returns {Func} */
function functionOf({ name, section, at, size }, sections, symbols) {
  const bytes = sections.find((one) => one.name === section)?.bytes;
  if (!bytes) throw new Failure(`the object has no section ${section}`);
  const relocations = relocationsOf(sections, section, symbols);
  const maps = new Set();
  const calls = new Set();
  for (let place = at; place < at + size; place += instructionBytes) {
    const code = bytes[place];
    const immediate = bytes.readInt32LE(place + 4);
    const symbol = relocations.get(place);
    if (symbol?.section === undefinedSection) continue;
    const isCall = code === callCode && bytes.readUInt8(place + 1) >> 4 === pseudoCall;
    if (isCall) calls.add(calledAt(symbols, symbol, section, symbol?.kind === kinds.function ? 0 : (immediate + 1) * instructionBytes + (symbol ? 0 : place)));
    else if (symbol && code === addressCode && symbol.section === '.text') calls.add(calledAt(symbols, symbol, section, immediate));
    else if (symbol && code === addressCode) maps.add(symbol.section === '.maps' ? symbol.name : symbol.section);
  }
  return { name, section, maps: [...maps], calls: [...calls], code: bytes.subarray(at, at + size) };
}

/** By place in the section, the symbol that is meant there. */
/** @param {Section[]} sections @param {string} section @param {Symbol[]} symbols */
function relocationsOf(sections, section, symbols) {
  const bytes = sections.find(({ name }) => name === `.rel${section}`)?.bytes ?? Buffer.alloc(0);
  return new Map(Array.from({ length: bytes.length / relocationBytes }, (_, index) => {
    const at = index * relocationBytes;
    return [Number(bytes.readBigUInt64LE(at)), symbols[bytes.readUInt32LE(at + 12)]];
  }));
}

/** The name of the function that is there: by its symbol, or so far behind the beginning of the section. */
/** @param {Symbol[]} symbols @param {Symbol | undefined} symbol @param {string} ownSection @param {number} offset */
function calledAt(symbols, symbol, ownSection, offset) {
  if (symbol?.kind === kinds.function) return symbol.name;
  const section = symbol?.section ?? ownSection;
  const found = symbols.find((one) => one.kind === kinds.function && one.section === section && one.at === (symbol?.at ?? 0) + offset);
  if (!found) throw new Failure(`a call to no function: ${section}, ${offset} bytes behind its beginning`);
  return found.name;
}
