/** What opens and changes say alike. */
import { file_path_sample, file_sum_access } from '../../generated/samples';
import { type Emit, key, type Word, word } from '../../text/emit';

export const [pathKey, nameKey, errorKey] = [key('file_path'), key('file_name'), key('error')];
export const [refusedWord, watched, unresolved] = [word('event', 'refused'), word('watched', true), word('path_resolved', 'false')];
const [sizeKey, modeKey] = [key('file_size'), key('file_mode')];
/** Of the event's 4900, see mostEventBytes of services/owners/describe.ts: the path, and its last name again. */
export const [mostPathBytes, mostNameBytes] = [420, 260];
const permissionBits = 0o7777;
const accesses = { read: word('access', 'read'), write: word('access', 'write'), both: word('access', 'both'), none: word('access', 'none'), path: word('access', 'path') };

/** include/uapi/asm-generic/fcntl.h, include/linux/fs.h */
const accessMask = 3;
export const pathFlag = 0o10000000;

/** O_PATH opens for neither. 3 is what ioctl alone may do with it. */
export function accessOf(openFlags: number): Word {
  if (openFlags & pathFlag) return accesses.path;
  return [accesses.read, accesses.write, accesses.both, accesses.none][openFlags & accessMask] ?? accesses.none;
}

/** The same of a sum. */
export function accessOfSum(access: number): Word {
  return access === file_sum_access.FILE_SUM_PATH ? accesses.path : accessOf(access);
}

/** And the size; nothing where they are not known. */
export function emitMode(view: DataView, at: number, emit: Emit): void {
  const mode = file_path_sample.get.mode(view, at);
  if (mode === 0) return;
  emit.number(sizeKey, file_path_sample.get.size(view, at));
  emit.text(modeKey, (mode & permissionBits).toString(8).padStart(4, '0'));
}
