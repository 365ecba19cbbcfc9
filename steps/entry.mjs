// Lets steps/entry.c run before everything else in an executable: its code goes into what is left of the last page of a
// segment of code, and the ELF header's entry point leads there (elf(5)).
import { openSync, closeSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { sections } from './elf.mjs';
import { Failure } from './failure.mjs';
import { steps } from './paths.mjs';

/** @typedef {{ at: number, bytes: Buffer }} Header a program header, and where it lies */
export const entrySource = join(steps, 'entry.c');

const flags = ['-target', 'x86_64-linux-gnu', '-Os', '-ffreestanding', '-fPIE', '-mgeneral-regs-only', '-fno-stack-protector'];
const unneeded = ['-fno-asynchronous-unwind-tables', '-fcf-protection=none', '-Wall', '-Werror'];
const [loadable, executableFlag, pageBytes, codeAlignment, entryOffset] = [1, 1, 4096, 16, 8];

/** @param {string} path @param {string} folder for what is made on the way */
export function addEntry(path, folder) {
  const code = compile(join(folder, 'entry.o'));
  const fd = openSync(path, 'r+');
  try {
    const { entry, segments } = readHeaders(fd);
    const { header, at, address, grownBy } = findRoom(fd, segments, code.length);
    code.writeBigInt64LE(entry - address, 0);
    writeSync(fd, code, 0, code.length, at);
    for (const size of [32, 40]) writeSync(fd, word(header.bytes.readBigUInt64LE(size) + BigInt(grownBy)), 0, 8, header.at + size);
    writeSync(fd, word(address + BigInt(entryOffset)), 0, 8, 24);
  } finally {
    closeSync(fd);
  }
}

/** @param {string} object */
function compile(object) {
  run('clang', [...flags, ...unneeded, '-c', entrySource, '-o', object]);
  const found = sections(readFileSync(object));
  const code = found.get('.text');
  const others = [...found].filter(([name, bytes]) => /^\.(rela?\.text|data|rodata|bss)/.test(name) && bytes.length > 0);
  if (!code || others.length > 0) throw new Failure(`entry.c must be all in one section: ${others.map(([name]) => name).join(', ')}`);
  return Buffer.from(code);
}

/** @param {number} fd */
function readHeaders(fd) {
  const elf = read(fd, 0, 64);
  const [at, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)];
  const headers = Array.from({ length: count }, (_, index) => ({ at: at + index * size, bytes: read(fd, at + index * size, size) }));
  return { entry: elf.readBigUInt64LE(24), segments: headers.filter(({ bytes }) => bytes.readUInt32LE(0) === loadable) };
}

// Behind the end of a segment its last page is mapped, too: there must be nothing yet.
/** @param {number} fd @param {Header[]} segments @param {number} length */
function findRoom(fd, segments, length) {
  for (const header of segments) {
    const { bytes } = header;
    const [offset, size] = [Number(bytes.readBigUInt64LE(8)), Number(bytes.readBigUInt64LE(32))];
    const at = Math.ceil((offset + size) / codeAlignment) * codeAlignment;
    const fits = at % pageBytes !== 0 && (at % pageBytes) + length <= pageBytes;
    const isCode = (bytes.readUInt32LE(4) & executableFlag) !== 0 && size === Number(bytes.readBigUInt64LE(40));
    if (!isCode || !fits || read(fd, at, length).some((byte) => byte !== 0)) continue;
    return { header, at, address: bytes.readBigUInt64LE(16) + BigInt(at - offset), grownBy: at - offset - size + length };
  }
  throw new Failure('the executable has no room for entry.c in a segment of code');
}

/** @param {number} fd @param {number} at @param {number} length */
function read(fd, at, length) {
  const bytes = Buffer.alloc(length);
  readSync(fd, bytes, 0, length, at);
  return bytes;
}

/** @param {bigint} value */
function word(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
