/** What opens and changes say alike. */
import { file_path_sample } from '../../generated/samples';
import { type Emit, key, word } from '../../text/emit';

export const [pathKey, nameKey, errorKey] = [key('file_path'), key('file_name'), key('error')];
export const [refusedWord, watched, unresolved] = [word('event', 'refused'), word('watched', true), word('path_resolved', 'false')];
const [sizeKey, modeKey] = [key('file_size'), key('file_mode')];
const permissionBits = 0o7777;

/** And the size; nothing where they are not known. */
export function emitMode(view: DataView, at: number, emit: Emit): void {
  const mode = file_path_sample.get.mode(view, at);
  if (mode === 0) return;
  emit.number(sizeKey, file_path_sample.get.size(view, at));
  emit.text(modeKey, (mode & permissionBits).toString(8).padStart(4, '0'));
}
