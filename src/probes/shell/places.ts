/** Where shells have a line that was submitted. */
import { type BinaryFile, type Executable, type Place, PlaceError } from '../../target';

/** mov %rax, disp32(%rip) */
const store = Buffer.of(0x48, 0x89, 0x05);
const storeBytes = 7;
/** call rel32; call *disp32(%rip) */
const [call, callBytes] = [0xe8, 5];
const [callSlot, callSlotBytes] = [0x15ff, 6];
/** endbr64; jmp *disp32(%rip), also behind the prefix bnd */
const [endbr64, jumpSlot, jumpSlotBytes, bnd] = [0xfa1e0ff3, 0x25ff, 6, 0xf2];
/** A bash has two or three such instructions; a file that only looks like one may have millions. */
const mostTries = 16;
/** Of the procedure linkage table. */
const entryBytes = 16;

/**
 * bash: the parser (yy_readline_get of parse.y) keeps what readline returns in its variable current_readline_line. The instruction that
 * does is reached by lines of the shell alone: the builtin read (-e) calls readline elsewhere. It is as good for a shell that waits
 * at its prompt by now, and no matter whether readline is a part of it or a library.
 */
export function bashLine(file: Executable): Place | undefined {
  const variable = file.addressOf('current_readline_line');
  if (variable === undefined) return undefined;
  const readline = file.addressOf('readline');
  let tries = mostTries;
  for (const { address, bytes } of file.code()) {
    for (let at = bytes.indexOf(store); at >= 0 && at + storeBytes <= bytes.length; at = bytes.indexOf(store, at + 1)) {
      const isKept = address + at + storeBytes + bytes.readInt32LE(at + store.length) === variable;
      if (isKept && (tries -= 1) < 0) throw notKnown();
      if (isKept && isBehindCall(file, readline, address, bytes, at)) return { file, address: address + at };
    }
  }
  throw notKnown();
}

function notKnown(): PlaceError {
  return new PlaceError('this bash was not compiled as those that are known: its lines are not reported');
}

/** Whether what comes before is a call of readline. */
function isBehindCall(file: BinaryFile, readline: number | undefined, address: number, bytes: Buffer, at: number): boolean {
  if (at >= callBytes && bytes[at - callBytes] === call) {
    const called = address + at + bytes.readInt32LE(at - 4);
    if (called === readline) return true;
    const slot = slotOf(file, called);
    if (slot !== undefined && file.nameBehind(slot) === 'readline') return true;
  }
  return at >= callSlotBytes && bytes.readUInt16LE(at - callSlotBytes) === callSlot && file.nameBehind(address + at + bytes.readInt32LE(at - 4)) === 'readline';
}

/** Where an entry of the procedure linkage table jumps by; undefined: there is none. */
function slotOf(file: BinaryFile, address: number): number | undefined {
  const entry = file.at(address, entryBytes);
  let at = entry.readUInt32LE(0) === endbr64 ? 4 : 0;
  if (entry[at] === bnd) at += 1;
  return entry.readUInt16LE(at) === jumpSlot ? address + at + jumpSlotBytes + entry.readInt32LE(at + 2) : undefined;
}

const libraryFolders = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/lib', '/lib64'];
const tripletFolder = /^[\w.]+-linux-\w+$/;
/** Of those that are named like a processor, and of zsh. */
const [mostFolders, mostVersions] = [8, 8];
const byNumber = new Intl.Collator('en', { numeric: true });

/** zsh: its line editor's zleread, in a module that it loads when it is interactive. Its return is a line, unless it was called for something else. */
export function zleRead(file: Executable): Place | undefined {
  if (file.addressOf('zle_entry_ptr') === undefined) return undefined;
  const own = file.addressOf('zleread');
  if (own !== undefined) return { file, address: own };
  for (const path of modulePaths(file)) {
    const module = file.open(path);
    const address = module?.addressOf('zleread');
    if (module !== undefined && address !== undefined) return { file: module, address };
  }
  throw new PlaceError('its module zle.so is not where distributions have it: its lines are not reported');
}

/** Of several versions the newest first. */
function* modulePaths(file: Executable): Generator<string> {
  for (const library of libraryFolders) {
    const triplets = file.list(library).filter((name) => tripletFolder.test(name)).slice(0, mostFolders);
    const folders = [library, ...triplets.map((name) => `${library}/${name}`)];
    for (const folder of folders) {
      const versions = file.list(`${folder}/zsh`).slice(0, mostVersions).toSorted((one, other) => byNumber.compare(other, one));
      for (const version of versions) yield* [`${folder}/zsh/${version}/zsh/zle.so`, `${folder}/zsh/${version}/zle.so`];
    }
  }
}
