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
/** An entry of the procedure linkage table (PLT). */
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

/** As zsh was compiled to look for its modules: MODULE_DIR, whose last part is its version. */
const moduleFolder = /^\/[^\0]+\/zsh\/\d[\w.-]*$/;
const [folderPart, mostFolders, mostFolderBytes] = ['/zsh/', 64, 256];

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
  throw new PlaceError('its module zle.so is not where it was compiled to look for it: its lines are not reported');
}

function* modulePaths(file: Executable): Generator<string> {
  for (const text of textsWith(file, folderPart)) {
    if (moduleFolder.test(text)) yield* [`${text}/zsh/zle.so`, `${text}/zle.so`];
  }
}

/** Texts in a file, each up to its NUL, that have a part; as many as a zsh has. */
function* textsWith(file: Executable, part: string): Generator<string> {
  let tries = mostFolders;
  for (const { bytes } of file.content()) {
    for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + 1)) {
      if ((tries -= 1) < 0) return;
      const [before, behind] = [bytes.subarray(Math.max(0, at - mostFolderBytes), at), bytes.subarray(at, at + mostFolderBytes)];
      const end = behind.indexOf(0);
      if (end >= 0) yield before.toString('latin1', before.lastIndexOf(0) + 1) + behind.toString('latin1', 0, end);
    }
  }
}
